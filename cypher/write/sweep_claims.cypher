// name: sweep_claims
// title: Delete what one source and its documents said about nodes and its last load did not
// mode: write
// description: A node that others still speak of becomes what they say; a node nobody speaks of is deleted, with
//   the edges that were derived for it.
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load
// returns: swept INTEGER  About how many nodes the source no longer says what it said
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
MATCH (node)-[claim:STATED_BY]->(source) WHERE claim.load <> $load
WITH node, collect(claim) AS stale
CALL (node, stale) {
  FOREACH (claim IN stale | DELETE claim)
  WITH node
  OPTIONAL MATCH (node)-[claim:STATED_BY]->(source:Source)
  WITH node, claim, source ORDER BY source.rank, source.key
  WITH node, collect(properties(claim)) AS claims
  FOREACH (_ IN CASE WHEN size(claims) > 0 THEN [1] ELSE [] END | SET node = {key: node.key})
  FOREACH (claim IN claims | SET node += claim)
  REMOVE node.load
  WITH node WHERE size(claims) = 0
  DETACH DELETE node
} IN TRANSACTIONS OF 5000 ROWS
RETURN count(*) AS swept
