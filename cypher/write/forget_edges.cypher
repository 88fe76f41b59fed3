// name: forget_edges
// title: Take the mark of a load off the edges that one source and its documents state
// mode: write
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
MATCH (node)-[:STATED_BY]->(source)
CALL (node, source) {
  MATCH (node)-[edge]->() WHERE edge.source = source.key AND edge.load = $load
  RETURN edge
}
CALL (edge) {
  SET edge.load = ''
} IN TRANSACTIONS OF 10000 ROWS
