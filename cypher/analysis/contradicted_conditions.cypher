// name: contradicted_conditions
// title: Where a disease ontology places a condition below another, and the codes of both say otherwise
// mode: read
// description: Such edges are CONTRADICTED instead of IS_A: nothing that follows the hierarchy of conditions goes along them. An
//   edge is contradicted where the codes of the narrower condition lie outside those of the broader one, no name supports
//   it, and no second ontology places it so.
// param: key STRING = null  Only at this condition, as the narrower or the broader one
// param: limit INTEGER = 1000  At most so many rows
// returns: condition STRING  Key of the condition that is placed lower
// returns: name STRING  Its name
// returns: broader STRING  Key of the condition that it is placed under
// returns: broader_name STRING  Its name
// returns: reason STRING  The codes that contradict
// returns: sources LIST<STRING>  Keys of the sources that place it there
// example: medcodegraph cypher run contradicted_conditions
// example: medcodegraph cypher run contradicted_conditions --key MONDO:0004967
MATCH (low:Condition)-[edge:CONTRADICTED]->(high:Condition)
WHERE $key IS NULL OR $key IN [low.key, high.key]
WITH low, high, edge.reason AS reason, collect(DISTINCT edge.source) AS sources
RETURN low.key AS condition, low.name AS name, high.key AS broader, high.name AS broader_name, reason, sources
ORDER BY condition, broader
LIMIT $limit
