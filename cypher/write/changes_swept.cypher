// name: changes_swept
// title: What a sweep of a source deletes
// mode: read
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load that stays
// param: most INTEGER  The most codes to return
// returns: what LIST<STRING>  Labels of the nodes and types of the edges
// returns: codes LIST<STRING>  Keys of the codes that lose a claim, or an edge that starts there
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
WITH collect(source.key) AS keys
CALL (keys) {
  MATCH (node)-[claim:STATED_BY]->(source:Source) WHERE source.key IN keys AND claim.load <> $load
  RETURN node, labels(node) AS what
  UNION ALL
  MATCH (node)-[:STATED_BY]->(source:Source) WHERE source.key IN keys
  WITH DISTINCT node, keys
  MATCH (node)-[edge]->() WHERE edge.source IN keys AND edge.load <> $load
  RETURN node, [type(edge)] AS what
}
WITH what, CASE WHEN node:Code THEN node.key END AS code
UNWIND what AS one
RETURN collect(DISTINCT one) AS what, collect(DISTINCT code)[..$most] AS codes
