// name: shared_conditions
// title: Conditions that two codes share
// mode: read
// description: Those that both (or codes above them) classify, or that both are indicated for; a code that states no indication has those of
//   the procedure it bills. Of all that the two have in common, with the conditions above, the lowest are given.
// param: key STRING  Key of one code
// param: other_key STRING  Key of the other
// returns: node NODE  The condition
// example: medcodegraph cypher run shared_conditions --key CPT:0537T --other-key HCPCS:Q2042
MATCH (one:Code)
WHERE one.key IN [$key, $other_key]
CALL (one) {
  MATCH (one)-[:CHILD_OF*0..]->(:Code)-[:CLASSIFIES]->(stated:Condition)
  RETURN 'about' AS role, stated
  UNION
  MATCH (one)-[:INDICATED_FOR]->(stated:Condition)
  RETURN 'for' AS role, stated
  UNION
  MATCH (one)-[:BILLS]->(:Procedure)-[:INDICATED_FOR]->(stated:Condition)
  WHERE NOT EXISTS { (one)-[:INDICATED_FOR]->(:Condition) }
  RETURN 'for' AS role, stated
}
MATCH (stated)-[:IS_A*0..]->(condition:Condition)
WITH DISTINCT one, role, condition
WITH role, condition, count(*) AS sharing
WHERE sharing = 2
WITH role, collect(condition) AS both
UNWIND both AS condition
WITH both, condition
WHERE NOT EXISTS { MATCH (condition)<-[:IS_A]-(below:Condition) WHERE below <> condition AND below IN both }
WITH DISTINCT condition AS node
RETURN node
ORDER BY node.key
