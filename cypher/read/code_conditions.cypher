// name: code_conditions
// title: Conditions a code is about, or indicated for, and who says so
// mode: read
// description: A diagnosis code classifies conditions, or the nearest heading above it does; a product or procedure
//   code is indicated for them, or, where no source says so of the code, the procedure it bills is.
// param: key STRING  Key of the code
// param: limit INTEGER = 25  At most so many rows
// returns: condition STRING  Key of the condition
// returns: name STRING  Its name
// returns: how STRING  classifies, by heading, indicated, or by procedure
// returns: through STRING  Key of the heading or the procedure in between, where there is one
// returns: match STRING  exact, narrow, broad or related, where the code classifies
// returns: criteria STRING  What the indication asks for, where the source says it
// returns: source STRING  Key of the source that states it
// example: medcodegraph cypher run code_conditions --key HCPCS:Q2042
// example: medcodegraph cypher run code_conditions --key icd10cm:c9100
MATCH (code:Code {key: $key})
CALL (code) {
  // include: conditions_of_code
  RETURN
    condition,
    CASE WHEN inherited_from IS NULL THEN 'classifies' ELSE 'by heading' END AS how,
    inherited_from.key AS through,
    match,
    classifies AS edge
  UNION
  MATCH (code)-[edge:INDICATED_FOR]->(condition:Condition)
  RETURN condition, 'indicated' AS how, null AS through, null AS match, edge
  UNION
  MATCH (code)-[:BILLS]->(billed:Procedure)-[edge:INDICATED_FOR]->(condition:Condition)
  WHERE NOT EXISTS { (code)-[:INDICATED_FOR]->(:Condition) }
  RETURN condition, 'by procedure' AS how, billed.key AS through, null AS match, edge
}
RETURN
  condition.key AS condition,
  condition.name AS name,
  how,
  through,
  match,
  edge.criteria AS criteria,
  edge.source AS source
ORDER BY how, name, condition, through, source
LIMIT $limit
