// name: edges_of_source
// title: The edges that a source and its documents state, from given nodes
// mode: read
// param: source STRING  Key of the Source
// param: keys LIST<STRING>  Keys of nodes that the source states
// returns: kind STRING  The kind of the edge, or its original kind if it is FORMER
// returns: start STRING  Key of its start
// returns: end STRING  Key of its end
// returns: source STRING  Key of the Source that states it
// returns: id STRING  Its id
// returns: properties MAP  All its properties
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
WITH collect(source) AS sources, collect(source.key) AS names
UNWIND sources AS source
MATCH (node)-[:STATED_BY]->(source) WHERE node.key IN $keys
WITH DISTINCT node, names
MATCH (node)-[edge]->(end) WHERE edge.source IN names
RETURN coalesce(edge.kind, type(edge)) AS kind, node.key AS start, end.key AS end, edge.source AS source,
  edge.id AS id, properties(edge) AS properties
