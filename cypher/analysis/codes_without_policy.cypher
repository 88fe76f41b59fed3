// name: codes_without_policy
// title: Active codes that no policy names
// mode: read
// description: Neither the code nor any code above it is covered, refused or named as a diagnosis.
// param: system STRING  The code system: HCPCS
// param: billable_only BOOLEAN = true  Leave out headings, if the system distinguishes them
// param: limit INTEGER = 100  The most rows to return
// returns: code STRING  Key of the code
// returns: display STRING  Its wording, if its licence allows
// returns: valid_from DATE  First day it is valid
// returns: procedures LIST<STRING>  Names of the procedures it bills
// example: medcodegraph cypher run codes_without_policy --system HCPCS
// example: medcodegraph cypher run codes_without_policy --system ICD10CM --limit 1000 --format csv
MATCH (code:Code)
WHERE code.key STARTS WITH $system + ':'
WITH code, date() AS day
// include: code_status
WITH code WHERE coalesce(status, 'active') = 'active'
  AND (NOT $billable_only OR coalesce(code.billable, true))
  AND NOT EXISTS { (code)<-[:COVERS|SUPPORTS]-() }
  AND NOT EXISTS {
    MATCH (code)-[:CHILD_OF]->+(above:Code) WHERE EXISTS { (above)<-[:COVERS|SUPPORTS]-() }
  }
WITH code ORDER BY code.key LIMIT $limit
RETURN
  code.key AS code,
  code.display AS display,
  code.valid_from AS valid_from,
  COLLECT { MATCH (code)-[:BILLS]->(procedure:Procedure) RETURN DISTINCT procedure.name AS name ORDER BY name }
    AS procedures
ORDER BY code
