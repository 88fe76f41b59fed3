// name: forget_edges
// title: Remove the mark of a load from the edges of a source and its documents
// mode: write
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
WITH collect(source) AS sources, collect(source.key) AS keys
UNWIND sources AS source
MATCH (node)-[:STATED_BY]->(source)
WITH DISTINCT node, keys
MATCH (node)-[edge]->() WHERE edge.source IN keys AND edge.load = $load
CALL (edge) {
  SET edge.load = ''
} IN TRANSACTIONS OF 10000 ROWS
