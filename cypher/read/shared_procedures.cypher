// name: shared_procedures
// title: Procedures that two codes both bill
// mode: read
// param: key STRING  Key of one code
// param: other_key STRING  Key of the other
// returns: node NODE  The procedure
// example: medcodegraph cypher run shared_procedures --key CPT:0537T --other-key HCPCS:Q2042
MATCH (:Code {key: $key})-[:BILLS]->(procedure:Procedure)<-[:BILLS]-(:Code {key: $other_key})
WITH DISTINCT procedure AS node
RETURN node
ORDER BY node.key
