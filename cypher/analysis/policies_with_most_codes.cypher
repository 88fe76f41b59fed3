// name: policies_with_most_codes
// title: The policies that name the most codes and diagnoses
// mode: read
// param: kind STRING = null  Only policies of this kind: NCD, LCD, ARTICLE, PAYER
// param: limit INTEGER = 25  The most rows to return
// returns: policy STRING  Key of the policy
// returns: title STRING  Its title
// returns: payers LIST<STRING>  Names of the payers that issue it
// returns: codes INTEGER  How many codes it covers, refuses or sets conditions for
// returns: diagnoses INTEGER  How many diagnoses and conditions it accepts or refuses
// returns: source STRING  Key of a source that states it
// example: medcodegraph cypher run policies_with_most_codes --kind LCD
MATCH (policy:Policy)
WHERE ($kind IS NULL OR policy.kind = $kind) AND EXISTS { (policy)-[:COVERS|SUPPORTS]->() }
WITH
  policy,
  COUNT { MATCH (policy)-[:COVERS]->(code:Code) RETURN DISTINCT code } AS codes,
  COUNT { MATCH (policy)-[:SUPPORTS]->(diagnosis) RETURN DISTINCT diagnosis } AS diagnoses
ORDER BY codes + diagnoses DESC, policy.key
LIMIT $limit
RETURN
  policy.key AS policy,
  policy.title AS title,
  COLLECT { MATCH (policy)-[:ISSUED_BY]->(payer:Payer) RETURN DISTINCT payer.name AS name ORDER BY name } AS payers,
  codes,
  diagnoses,
  head(COLLECT { MATCH (policy)-[:STATED_BY]->(source:Source) RETURN source.key ORDER BY coalesce(source.rank, 0) DESC, source.key })
    AS source
ORDER BY codes + diagnoses DESC, policy
