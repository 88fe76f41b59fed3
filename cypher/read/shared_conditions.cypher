// name: shared_conditions
// title: Conditions that two codes share
// mode: read
// description: Those that both classify, or that both are indicated for. Of all common conditions, including those above,
//   the lowest are returned.
// param: key STRING  Key of one code
// param: other_key STRING  Key of the other
// returns: node NODE  The condition
// example: medcodegraph cypher run shared_conditions --key CPT:0537T --other-key HCPCS:Q2042
MATCH (code:Code)
WHERE code.key IN [$key, $other_key]
// include: conditions_compared
MATCH (stated)-[:IS_A*0..]->(condition:Condition)
WITH DISTINCT code, role, condition
WITH role, condition, count(*) AS sharing
WHERE sharing = 2
WITH role, collect(condition) AS both
WITH both, COLLECT {
  UNWIND both AS low MATCH (low)-[:IS_A]->(higher:Condition) WHERE higher <> low RETURN DISTINCT higher
} AS higher
UNWIND [condition IN both WHERE NOT condition IN higher] AS node
WITH DISTINCT node
RETURN node
ORDER BY node.key
