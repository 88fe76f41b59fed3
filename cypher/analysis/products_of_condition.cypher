// name: products_of_condition
// title: Products and procedures for a condition, who qualifies, and who pays
// mode: read
// description: Indications for the condition, a narrower or a broader one, with the payers whose policies in force name the
//   product, or a code that bills the procedure.
// param: key STRING  Key of the condition
// param: as_of DATE = null  The day; today if null
// returns: indicated STRING  Key of the product's code or of the procedure
// returns: name STRING  Its name or wording
// returns: condition STRING  Key of the condition it is indicated for
// returns: relation STRING  same, narrower or broader: how that condition relates to the one asked about
// returns: criteria STRING  Who qualifies
// returns: covered LIST<STRING>  Payers that cover it
// returns: conditional LIST<STRING>  Payers that cover it under conditions
// returns: not_covered LIST<STRING>  Payers that do not cover it
// returns: source STRING  Key of the source that states the indication
// example: medcodegraph cypher run products_of_condition --key MONDO:0004967
WITH coalesce(date($as_of), date()) AS day, $key AS key
// include: thing_of_key
WITH day, thing AS asked WHERE thing:Condition
CALL (asked) {
  MATCH path = (asked)-[:IS_A*0..]->(condition:Condition)
  RETURN condition, min(length(path)) AS away, CASE WHEN condition = asked THEN 'same' ELSE 'broader' END AS relation
  UNION
  MATCH path = (asked)<-[:IS_A*1..]-(condition:Condition)
  RETURN condition, min(length(path)) AS away, 'narrower' AS relation
}
MATCH (condition)<-[indicated:INDICATED_FOR]-(one:Procedure|Code)
WITH one, day, condition, relation, away, indicated
ORDER BY away, condition.key
CALL (one, day) {
  MATCH (billed:Code)<-[covers:COVERS]-(policy:Policy)
  WHERE (billed = one OR EXISTS { (billed)-[:BILLS]->(one) })
    AND coalesce(covers.valid_from <= day, true) AND coalesce(covers.valid_to >= day, true)
  WITH DISTINCT policy, covers.stance AS stance, day
  // include: governs
  WITH policy, stance WHERE governs
  MATCH (policy)-[:ISSUED_BY]->(payer:Payer)
  WITH DISTINCT payer.name AS payer, stance ORDER BY payer
  RETURN
    collect(CASE stance WHEN 'covered' THEN payer END) AS covered,
    collect(CASE stance WHEN 'conditional' THEN payer END) AS conditional,
    collect(CASE stance WHEN 'not_covered' THEN payer END) AS not_covered
}
RETURN
  one.key AS indicated,
  coalesce(one.name, one.display) AS name,
  condition.key AS condition,
  relation,
  indicated.criteria AS criteria,
  covered,
  conditional,
  not_covered,
  indicated.source AS source
ORDER BY away, indicated, condition
