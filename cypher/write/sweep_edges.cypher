// name: sweep_edges
// title: Delete the edges of one source and its documents that its last load did not state
// mode: write
// description: Every edge starts at a node that is claimed by the Source that states the edge.
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load
// returns: swept INTEGER  How many edges are gone
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
MATCH (node)-[:STATED_BY]->(source)
CALL (node, source) {
  MATCH (node)-[edge]->() WHERE edge.source = source.key AND edge.load <> $load
  RETURN edge
}
CALL (edge) {
  DELETE edge
} IN TRANSACTIONS OF 10000 ROWS
RETURN count(*) AS swept
