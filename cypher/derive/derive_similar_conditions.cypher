// name: derive_similar_conditions
// title: Evidence for similar codes: conditions, their parents, and the codes linked to them
// mode: read
// description: Every condition that a code classifies or is indicated for, and all conditions above those.
// returns: key STRING  Key of the condition
// returns: name STRING  Its name
// returns: above LIST<STRING>  Keys of its parents
// returns: classified LIST<STRING>  Keys of the codes that classify it
// returns: passed_on LIST<STRING>  Those of them whose conditions the codes below inherit: exact or narrower matches
// returns: indicated LIST<STRING>  Keys of the codes that are indicated for it
MATCH (stated:Condition)
WHERE EXISTS { (stated)<-[:CLASSIFIES|INDICATED_FOR]-() }
MATCH (stated)-[:IS_A*0..]->(condition:Condition)
WITH DISTINCT condition
RETURN
  condition.key AS key,
  coalesce(condition.name, condition.key) AS name,
  COLLECT {
    MATCH (condition)-[:IS_A]->(above:Condition) RETURN DISTINCT above.key AS above ORDER BY above
  } AS above,
  COLLECT {
    MATCH (condition)<-[:CLASSIFIES]-(code:Code) RETURN DISTINCT code.key AS code ORDER BY code
  } AS classified,
  COLLECT {
    MATCH (condition)<-[classifies:CLASSIFIES]-(code:Code)
    WHERE coalesce(classifies.match, 'exact') IN ['exact', 'narrow']
    RETURN DISTINCT code.key AS code ORDER BY code
  } AS passed_on,
  COLLECT {
    MATCH (condition)<-[:INDICATED_FOR]-(code:Code) RETURN DISTINCT code.key AS code ORDER BY code
  } AS indicated
ORDER BY key
