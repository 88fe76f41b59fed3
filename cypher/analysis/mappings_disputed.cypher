// name: mappings_disputed
// title: Codes and conditions whose match sources state differently
// mode: read
// param: limit INTEGER = 100  The most rows to return
// returns: code STRING  Key of the code
// returns: display STRING  Its wording
// returns: condition STRING  Key of the condition
// returns: name STRING  Its name
// returns: matches LIST<STRING>  Each source's match, as match (source)
// example: medcodegraph cypher run mappings_disputed --limit 20
MATCH (code:Code)-[classifies:CLASSIFIES]->(condition:Condition)
WITH code, condition, collect(classifies) AS stated
WHERE any(one IN stated WHERE one.match <> stated[0].match)
WITH code, condition, stated ORDER BY code.key, condition.key LIMIT $limit
RETURN
  code.key AS code,
  code.display AS display,
  condition.key AS condition,
  condition.name AS name,
  COLLECT {
    UNWIND stated AS one
    RETURN DISTINCT coalesce(one.match, 'unstated') + ' (' + one.source + ')' AS text ORDER BY text
  } AS matches
ORDER BY code, condition
