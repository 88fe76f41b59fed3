// name: conditions_without_procedure
// title: Conditions with diagnosis codes but without known indications
// mode: read
// description: None for the condition, nor for a narrower or broader one. Conditions with the most codes first.
// param: limit INTEGER = 100  The most rows to return
// returns: condition STRING  Key of the condition
// returns: name STRING  Its name
// returns: codes INTEGER  How many codes classify it
// returns: diagnosis_policies INTEGER  How many policies accept or refuse it or one of those codes
// example: medcodegraph cypher run conditions_without_procedure --limit 20
MATCH (condition:Condition)<-[:CLASSIFIES]-(code:Code)
WITH condition, count(DISTINCT code) AS codes
WHERE NOT EXISTS { (condition)-[:IS_A*0..]->(:Condition)<-[:INDICATED_FOR]-() }
  AND NOT EXISTS { (condition)<-[:IS_A*1..]-(:Condition)<-[:INDICATED_FOR]-() }
WITH condition, codes ORDER BY codes DESC, condition.key LIMIT $limit
RETURN
  condition.key AS condition,
  condition.name AS name,
  codes,
  COUNT {
    MATCH (policy:Policy)-[:SUPPORTS]->(named)
    WHERE named = condition OR EXISTS { (named)-[:CLASSIFIES]->(condition) }
    RETURN DISTINCT policy
  } AS diagnosis_policies
ORDER BY codes DESC, condition
