// name: codes_changed
// title: Codes that began or ended between two days
// mode: read
// param: since DATE  The first day
// param: until DATE = null  The last day; today if null
// param: system STRING = null  Only codes of this system: HCPCS
// param: limit INTEGER = 1000  The most rows to return
// returns: day DATE  The first day a code is valid, or the last
// returns: change STRING  began or ended
// returns: code STRING  Key of the code
// returns: display STRING  Its wording, if its licence allows
// returns: replaces LIST<STRING>  Keys of the codes it replaced (began), or that replace it (ended)
// returns: policies INTEGER  How many policies name it
// returns: sources LIST<STRING>  Keys of the sources that state it
// example: medcodegraph cypher run codes_changed --since 2025-01-01 --until 2025-12-31 --system HCPCS
CALL () {
  MATCH (code:Code)
  WHERE code.valid_from >= $since AND code.valid_from <= coalesce($until, date())
    AND ($system IS NULL OR code.system = $system)
  RETURN code, 'began' AS change, code.valid_from AS day ORDER BY day, code.key LIMIT $limit
  UNION ALL
  MATCH (code:Code)
  WHERE code.valid_to >= $since AND code.valid_to <= coalesce($until, date())
    AND ($system IS NULL OR code.system = $system)
  RETURN code, 'ended' AS change, code.valid_to AS day ORDER BY day, code.key LIMIT $limit
}
WITH code, change, day ORDER BY day, change, code.key LIMIT $limit
RETURN
  day,
  change,
  code.key AS code,
  code.display AS display,
  COLLECT {
    MATCH (code)<-[:REPLACED_BY]-(old:Code) WHERE change = 'began'
    RETURN DISTINCT old.key AS other ORDER BY other
    UNION
    MATCH (code)-[:REPLACED_BY]->(new:Code) WHERE change = 'ended'
    RETURN DISTINCT new.key AS other ORDER BY other
  } AS replaces,
  COUNT { MATCH (code)<-[:COVERS|SUPPORTS]-(policy:Policy) RETURN DISTINCT policy } AS policies,
  COLLECT { MATCH (code)-[:STATED_BY]->(source:Source) RETURN source.key ORDER BY source.key } AS sources
ORDER BY day, change, code
