// name: retire_edges
// title: Make edges of an older edition FORMER if a newer edition states their start
// mode: write
// description: Except IN_SYSTEM edges: a code's system follows from its key in every edition.
// param: source STRING  Key of the older edition's Source
// param: newer LIST<STRING>  Keys of the newer editions
// returns: changed INTEGER  How many edges were changed
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
WITH collect(source.key) AS keys
OPTIONAL MATCH (newer:Source) WHERE newer.key IN $newer
WITH keys, collect(newer) AS newer
MATCH (start)-[:STATED_BY]->(:Source {key: $source})
WHERE EXISTS { (start)-[:STATED_BY]->(other) WHERE other IN newer }
MATCH (start)-[edge:!FORMER&!IN_SYSTEM]->(end) WHERE edge.source IN keys
CALL (start, edge, end) {
  CREATE (start)-[former:FORMER]->(end)
  SET former = properties(edge), former.kind = type(edge)
  DELETE edge
} IN TRANSACTIONS OF 2000 ROWS
RETURN count(*) AS changed
