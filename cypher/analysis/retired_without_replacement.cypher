// name: retired_without_replacement
// title: Retired codes that nothing is known to replace
// mode: read
// param: system STRING = null  Only codes of this system: HCPCS
// param: limit INTEGER = 100  The most rows to return
// returns: code STRING  Key of the code
// returns: display STRING  Its wording, if its licence allows
// returns: valid_to DATE  Last day it was valid
// returns: policies INTEGER  How many policies name it
// returns: procedures LIST<STRING>  Names of the procedures it bills
// example: medcodegraph cypher run retired_without_replacement --system CPT
MATCH (code:Code)
WHERE (code.status = 'retired' OR code.valid_to < date())
  AND ($system IS NULL OR code.system = $system)
  AND NOT EXISTS { (code)-[:REPLACED_BY]->(:Code) }
WITH code, date() AS day
// include: code_status
WITH code WHERE status = 'retired'
RETURN
  code.key AS code,
  code.display AS display,
  code.valid_to AS valid_to,
  COUNT { MATCH (code)<-[:COVERS|SUPPORTS]-(policy:Policy) RETURN DISTINCT policy } AS policies,
  COLLECT { MATCH (code)-[:BILLS]->(procedure:Procedure) RETURN DISTINCT procedure.name AS name ORDER BY name }
    AS procedures
ORDER BY valid_to DESC, code
LIMIT $limit
