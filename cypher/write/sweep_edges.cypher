// name: sweep_edges
// title: Delete the edges of one source and its documents that its last load did not state
// mode: write
// description: Every edge of a source or its documents starts at a node that one of them claims.
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load
// returns: swept INTEGER  How many edges were deleted
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
WITH collect(source) AS sources, collect(source.key) AS keys
UNWIND sources AS source
MATCH (node)-[:STATED_BY]->(source)
WITH DISTINCT node, keys
MATCH (node)-[edge]->() WHERE edge.source IN keys AND edge.load <> $load
CALL (edge) {
  DELETE edge
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS swept
