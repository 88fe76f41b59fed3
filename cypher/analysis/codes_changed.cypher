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
MATCH (code:Code)
WHERE ($system IS NULL OR code.system = $system)
UNWIND [['began', code.valid_from], ['ended', code.valid_to]] AS event
WITH code, event[0] AS change, event[1] AS day
WHERE day >= $since AND day <= coalesce($until, date())
WITH code, change, day ORDER BY day, change, code.key LIMIT $limit
RETURN
  day,
  change,
  code.key AS code,
  code.display AS display,
  COLLECT {
    MATCH (old:Code)-[:REPLACED_BY]->(new:Code)
    WHERE (change = 'began' AND new = code) OR (change = 'ended' AND old = code)
    WITH CASE WHEN old = code THEN new.key ELSE old.key END AS other
    RETURN DISTINCT other ORDER BY other
  } AS replaces,
  COUNT { MATCH (code)<-[:COVERS|SUPPORTS]-(policy:Policy) RETURN DISTINCT policy } AS policies,
  COLLECT { MATCH (code)-[:STATED_BY]->(source:Source) RETURN source.key ORDER BY source.key } AS sources
ORDER BY day, change, code
