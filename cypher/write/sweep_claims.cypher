// name: sweep_claims
// title: Delete what one source and its documents said about nodes and its last load did not
// mode: write
// description: A node that others still speak of becomes what they say; a node nobody speaks of is deleted, with
//   the edges that were derived for it.
// param: source STRING  Key of the Source
// param: load STRING  Mark of the load
// returns: swept INTEGER  How many claims are gone
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
MATCH (node)-[claim:STATED_BY]->(source) WHERE claim.load <> $load
CALL (node, claim) {
  DELETE claim
  WITH node
  OPTIONAL MATCH (node)-[kept:STATED_BY]->(other:Source)
  WITH node, kept, other ORDER BY other.rank, other.key
  WITH node, collect(properties(kept)) AS claims
  FOREACH (_ IN CASE WHEN size(claims) > 0 THEN [1] ELSE [] END | SET node = {key: node.key})
  FOREACH (properties IN claims | SET node += properties)
  REMOVE node.load
  WITH node WHERE size(claims) = 0
  DETACH DELETE node
} IN TRANSACTIONS OF 5000 ROWS
RETURN count(*) AS swept
