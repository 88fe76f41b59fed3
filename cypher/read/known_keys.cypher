// name: known_keys
// title: Which keys exist in the graph, and the label of each
// mode: read
// param: keys LIST<STRING>  Keys of anything, in any form
// returns: key STRING  An existing key
// returns: label STRING  The label of its node: Code, Condition, Policy, ...
// example: medcodegraph cypher run known_keys --keys CPT:0537T,MONDO:0004967
UNWIND $keys AS key
CALL (key) {
  MATCH (node:Code {key: key}) RETURN node
  UNION
  MATCH (node:ValueSet {key: key}) RETURN node
  UNION
  MATCH (node:CodeSystem {key: key}) RETURN node
  UNION
  MATCH (node:Procedure {key: key}) RETURN node
  UNION
  MATCH (node:Condition {key: key}) RETURN node
  UNION
  MATCH (node:Policy {key: key}) RETURN node
  UNION
  MATCH (node:Payer {key: key}) RETURN node
  UNION
  MATCH (node:Jurisdiction {key: key}) RETURN node
  UNION
  MATCH (node:Setting {key: key}) RETURN node
  UNION
  MATCH (node:Role {key: key}) RETURN node
  UNION
  MATCH (node:Equipment {key: key}) RETURN node
  UNION
  MATCH (node:DiagnosticTest {key: key}) RETURN node
  UNION
  MATCH (node:Risk {key: key}) RETURN node
  UNION
  MATCH (node:Source {key: key}) RETURN node
}
RETURN key, labels(node)[0] AS label
ORDER BY key
