// name: revive_edges
// title: Restore FORMER edges of an edition if no newer edition states their start
// mode: write
// param: source STRING  Key of the edition's Source
// param: newer LIST<STRING>  Keys of the newer editions
// returns: changed INTEGER  How many edges were changed
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
WITH collect(source.key) AS keys
OPTIONAL MATCH (newer:Source) WHERE newer.key IN $newer
WITH keys, collect(newer) AS newer
MATCH (start)-[:STATED_BY]->(:Source {key: $source})
WHERE NOT EXISTS { (start)-[:STATED_BY]->(other) WHERE other IN newer }
MATCH (start)-[former:FORMER]->(end) WHERE former.source IN keys
CALL (start, former, end) {
  CREATE (start)-[edge:$(former.kind)]->(end)
  SET edge = properties(former), edge.kind = null
  DELETE former
} IN TRANSACTIONS OF 2000 ROWS
RETURN count(*) AS changed
