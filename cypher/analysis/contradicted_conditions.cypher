// name: contradicted_conditions
// title: Conditions that a disease ontology places below another although their codes contradict it
// mode: read
// description: Such edges are CONTRADICTED instead of IS_A, so no query that follows the hierarchy uses them. An edge is
//   contradicted if the codes of the narrower condition are outside those of the broader one, and neither the names
//   nor a second ontology supports it.
// param: key STRING = null  Only edges of this condition, as the narrower or the broader one
// param: limit INTEGER = 1000  The most rows to return
// returns: condition STRING  Key of the condition that is placed lower
// returns: name STRING  Its name
// returns: broader STRING  Key of the condition that it is placed under
// returns: broader_name STRING  Its name
// returns: reason STRING  The codes that contradict
// returns: sources LIST<STRING>  Keys of the sources that place it there
// example: medcodegraph cypher run contradicted_conditions
// example: medcodegraph cypher run contradicted_conditions --key MONDO:0004967
WITH $key AS key
WITH COLLECT {
  // include: thing_of_key
  RETURN thing
} AS asked
MATCH (low:Condition)-[edge:CONTRADICTED]->(high:Condition)
WHERE $key IS NULL OR low IN asked OR high IN asked
WITH low, high, edge.reason AS reason, collect(DISTINCT edge.source) AS sources
RETURN low.key AS condition, low.name AS name, high.key AS broader, high.name AS broader_name, reason, sources
ORDER BY condition, broader
LIMIT $limit
