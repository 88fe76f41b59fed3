// name: procedures_sharing_indication
// title: Procedures that share an indication with a condition, a code or a procedure
// mode: read
// description: From a condition, from the conditions of a code (its own or inherited from the headings above it; without
//   indications of its own, those of the procedures it bills) or from those of a procedure, including all narrower
//   conditions. The indications of a procedure and of the codes that bill it count. The procedure asked about is left out.
// param: key STRING  Key of a condition, a code or a procedure
// param: limit INTEGER = 25  The most rows to return
// returns: procedure STRING  Key of the procedure
// returns: name STRING  Its name
// returns: conditions LIST<STRING>  Keys of the shared conditions
// returns: names LIST<STRING>  Their names, in the same order
// returns: criteria LIST<STRING>  The criteria of the indications, if a source states them
// returns: codes LIST<STRING>  Keys of the codes that bill the procedure
// returns: sources LIST<STRING>  Keys of the sources that state the indications
// example: medcodegraph cypher run procedures_sharing_indication --key MONDO:0004967
// example: medcodegraph cypher run procedures_sharing_indication --key CPT:0537T --format json
WITH $key AS key
// include: thing_of_key
WITH thing AS asked
CALL (asked) {
  MATCH (asked:Condition)
  RETURN asked AS stated
  UNION
  MATCH (asked:Code|Procedure)-[:INDICATED_FOR]->(stated:Condition)
  RETURN stated
  UNION
  MATCH (asked:Code)
  WITH asked AS code
  // include: conditions_of_code
  RETURN condition AS stated
  UNION
  MATCH (asked:Code)-[:BILLS]->(:Procedure)-[:INDICATED_FOR]->(stated:Condition)
  WHERE NOT EXISTS { (asked)-[:INDICATED_FOR]->(:Condition) }
  RETURN stated
  UNION
  MATCH (asked:Procedure)<-[:BILLS]-(:Code)-[:INDICATED_FOR]->(stated:Condition)
  RETURN stated
}
MATCH (stated)<-[:IS_A*0..]-(condition:Condition)
WITH DISTINCT asked, condition
CALL (asked, condition) {
  MATCH (condition)<-[indication:INDICATED_FOR]-(procedure:Procedure)
  RETURN procedure, indication
  UNION
  MATCH (condition)<-[indication:INDICATED_FOR]-(:Code)-[:BILLS]->(procedure:Procedure)
  RETURN procedure, indication
}
WITH asked, procedure, condition, indication
WHERE procedure <> asked AND NOT EXISTS { (asked)-[:BILLS]->(procedure) }
WITH procedure, condition, collect(indication.criteria) AS criteria, collect(indication.source) AS sources
ORDER BY condition.key
WITH
  procedure,
  collect(condition) AS conditions,
  reduce(all = [], some IN collect(criteria) | all + some) AS criteria,
  reduce(all = [], some IN collect(sources) | all + some) AS sources
ORDER BY size(conditions) DESC, procedure.key
LIMIT $limit
RETURN
  procedure.key AS procedure,
  procedure.name AS name,
  [condition IN conditions | condition.key] AS conditions,
  [condition IN conditions | condition.name] AS names,
  COLLECT { UNWIND criteria AS one RETURN DISTINCT one ORDER BY one } AS criteria,
  COLLECT { MATCH (procedure)<-[:BILLS]-(code:Code) RETURN DISTINCT code.key ORDER BY code.key } AS codes,
  COLLECT { UNWIND sources AS one RETURN DISTINCT one ORDER BY one } AS sources
