// name: policies_citing_retired_codes
// title: Policies in force that still name retired codes, and what replaces them
// mode: read
// param: as_of DATE = null  The day on which codes are retired; today if null
// param: limit INTEGER = 100  The most rows to return
// returns: policy STRING  Key of the policy
// returns: title STRING  Its title
// returns: payer STRING  Name of the payer
// returns: code STRING  Key of the retired code
// returns: valid_to DATE  Last day the code was valid
// returns: stance STRING  What the policy says about the code
// returns: replaced_by LIST<STRING>  Keys of the codes that replace it
// returns: names_replacement BOOLEAN  Whether the policy already names one of those
// returns: source STRING  Key of the source that states it
// example: medcodegraph cypher run policies_citing_retired_codes
// example: medcodegraph cypher run policies_citing_retired_codes --as-of 2025-01-01
WITH coalesce(date($as_of), date()) AS day
MATCH (policy:Policy)
// include: governs
WITH policy, day WHERE governs
MATCH (policy)-[names:COVERS|SUPPORTS]->(code:Code)
WHERE (names.valid_to IS NULL OR names.valid_to >= day)
// include: code_status
WITH * WHERE status = 'retired'
RETURN DISTINCT
  policy.key AS policy,
  policy.title AS title,
  head(COLLECT { MATCH (policy)-[:ISSUED_BY]->(payer:Payer) RETURN payer.name ORDER BY payer.name }) AS payer,
  code.key AS code,
  code.valid_to AS valid_to,
  names.stance AS stance,
  COLLECT { MATCH (code)-[:REPLACED_BY]->(next:Code) RETURN DISTINCT next.key ORDER BY next.key } AS replaced_by,
  EXISTS { (code)-[:REPLACED_BY]->(:Code)<-[:COVERS|SUPPORTS]-(policy) } AS names_replacement,
  names.source AS source
ORDER BY policy, code, stance, source
LIMIT $limit
