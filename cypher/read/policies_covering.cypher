// name: policies_covering
// title: Policies that take a stance on a code, for a diagnosis and a payer if given
// mode: read
// description: With a diagnosis, policies that name it (the code or a code above it, the condition or a broader one), and
//   policies that name no diagnoses at all; the stance on the diagnosis is that of the same group of the policy.
//   Information, not a payment decision.
// param: key STRING  Key of the code
// param: diagnosis_key STRING = null  Key of a diagnosis code or a condition
// param: payer_key STRING = null  Key of a payer
// param: limit INTEGER = 25  The most rows to return
// returns: policy STRING  Key of the policy
// returns: number STRING  The payer's own number
// returns: title STRING  Its title
// returns: payer STRING  Name of the payer
// returns: status STRING  active, retired or draft
// returns: effective_from DATE  First day of the policy
// returns: effective_to DATE  Last day of the policy
// returns: stance STRING  covered, conditional or not_covered
// returns: criteria STRING  The policy's criteria
// returns: diagnosis STRING  Key of the diagnosis that the policy names, nearest to the one asked about
// returns: diagnosis_stance STRING  The policy's stance on that diagnosis
// returns: source STRING  Key of the source that states it
// returns: url STRING  The policy's URL
// example: medcodegraph cypher run policies_covering --key CPT:0537T
// example: medcodegraph cypher run policies_covering --key HCPCS:Q2041 --diagnosis-key ICD10CM:C83.30
MATCH (code:Code {key: $key})<-[covers:COVERS]-(policy:Policy)
WHERE $payer_key IS NULL OR EXISTS { (policy)-[:ISSUED_BY]->(:Payer {key: $payer_key}) }
CALL (policy, covers) {
  WITH policy, covers, $diagnosis_key AS key
  // include: thing_of_key
  WITH policy, covers, thing AS asked WHERE asked:Code OR asked:Condition
  CALL (asked) {
    MATCH path = (asked)-[:CHILD_OF|IS_A*0..]->(near:Code|Condition)
    RETURN near, min(length(path)) AS distance
    UNION
    MATCH (asked:Code)
    WITH asked AS code
    // include: conditions_of_code
    WITH condition, match WHERE match IN ['exact', 'narrow']
    WITH DISTINCT condition
    MATCH path = (condition)-[:IS_A*0..]->(near:Condition)
    RETURN near, 1 + min(length(path)) AS distance
  }
  MATCH (policy)-[supports:SUPPORTS]->(near)
  WHERE covers.group IS NULL OR supports.group IS NULL OR covers.group = supports.group
  RETURN near.key AS diagnosis, supports.stance AS diagnosis_stance
  ORDER BY distance, diagnosis, diagnosis_stance
  LIMIT 1
  UNION
  WITH policy
  WHERE $diagnosis_key IS NULL OR NOT EXISTS { (policy)-[:SUPPORTS]->() }
  RETURN null AS diagnosis, null AS diagnosis_stance
}
RETURN
  policy.key AS policy,
  policy.number AS number,
  policy.title AS title,
  head(COLLECT { MATCH (policy)-[:ISSUED_BY]->(payer:Payer) RETURN payer.name ORDER BY payer.name }) AS payer,
  policy.status AS status,
  policy.effective_from AS effective_from,
  policy.effective_to AS effective_to,
  covers.stance AS stance,
  covers.criteria AS criteria,
  diagnosis,
  diagnosis_stance,
  covers.source AS source,
  policy.url AS url
ORDER BY payer, policy, stance, diagnosis
LIMIT $limit
