// name: derive_similar_policies
// title: Evidence for similar codes: policies and the codes on which each takes the same stance
// mode: read
// returns: key STRING  Key of the policy
// returns: name STRING  Who issues it, and its number if it has one; otherwise its title
// returns: role STRING  COVERS, or SUPPORTS for diagnoses
// returns: stance STRING  The stance
// returns: codes LIST<STRING>  Keys of the codes
MATCH (policy:Policy)-[edge:COVERS|SUPPORTS]->(code:Code)
WITH policy, type(edge) AS role, coalesce(edge.stance, '') AS stance, collect(DISTINCT code.key) AS codes
WITH policy, role, stance, codes,
  head(COLLECT { MATCH (policy)-[:ISSUED_BY]->(payer:Payer) RETURN payer.name ORDER BY payer.name }) AS payer
RETURN
  policy.key AS key,
  coalesce(payer + ' ' + policy.number, payer, policy.number, policy.title, policy.key) AS name,
  role,
  stance,
  COLLECT { UNWIND codes AS code RETURN code ORDER BY code } AS codes
ORDER BY key, role, stance
