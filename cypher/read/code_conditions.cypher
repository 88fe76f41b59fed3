// name: code_conditions
// title: Conditions that a code classifies or is indicated for, with sources
// mode: read
// description: A diagnosis code classifies conditions, and so do the headings above it, for the codes below; a product or
//   procedure code is indicated for them, or, if no source states that of the code, the procedure it bills is.
// param: key STRING  Key of the code
// param: limit INTEGER = 25  The most rows to return
// returns: condition STRING  Key of the condition
// returns: name STRING  Its name
// returns: how STRING  classifies, by heading, indicated, or by procedure
// returns: through STRING  Key of the heading or the procedure in between, if any
// returns: match STRING  exact, narrow, broad or related, if the code classifies
// returns: criteria STRING  The criteria of the indication, if the source states them
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
