// name: common_conditions
// title: The lowest common conditions of everything asked about
// mode: read
// description: An indication for a condition counts for every condition above it: two leukemias share leukemia. Of the
//   conditions common to all keys, those without another of them below are returned; the specificity of each is its
//   information content, from its number of subtypes.
// param: keys LIST<STRING>  Keys of codes, procedures or conditions (any of their keys); an unknown one shares nothing
// returns: node NODE  The condition
// returns: specificity FLOAT  0 for the root of all conditions, 1 for one without subtypes
// returns: kinds INTEGER  How many conditions it includes, counting itself
// returns: stated LIST<STRING>  Keys of the stated indications that lead to it: itself or conditions below it
// returns: sources LIST<STRING>  Keys of the sources that state them
// returns: reason STRING  The reason, in one line
// example: medcodegraph cypher run common_conditions --keys HCPCS:Q2041,HCPCS:Q2042
WITH COLLECT { UNWIND $keys AS key RETURN DISTINCT key } AS keys
UNWIND keys AS key
// include: thing_of_key
WITH keys, count(DISTINCT key) AS known, collect(DISTINCT thing) AS things
WHERE known = size(keys)
UNWIND things AS asked
CALL (asked) {
  MATCH (asked:Condition)
  RETURN asked AS stated, null AS source
  UNION
  MATCH (asked:Code|Procedure)-[edge:INDICATED_FOR]->(stated:Condition)
  RETURN stated, edge.source AS source
  UNION
  MATCH (asked:Code)
  WITH asked AS code
  // include: conditions_of_code
  RETURN condition AS stated, classifies.source AS source
  UNION
  MATCH (asked:Code)-[:BILLS]->(:Procedure)-[edge:INDICATED_FOR]->(stated:Condition)
  WHERE NOT EXISTS { (asked)-[:INDICATED_FOR]->(:Condition) }
  RETURN stated, edge.source AS source
  UNION
  MATCH (asked:Procedure)<-[:BILLS]-(:Code)-[edge:INDICATED_FOR]->(stated:Condition)
  RETURN stated, edge.source AS source
}
WITH things, asked, stated, collect(DISTINCT source) AS sources
MATCH (stated)-[:IS_A*0..]->(condition:Condition)
WITH DISTINCT things, asked, stated, sources, condition
WITH things, condition, count(DISTINCT asked) AS sharing, collect({stated: stated, sources: sources}) AS said
WHERE sharing = size(things)
WITH collect(condition) AS common, collect({condition: condition, said: said}) AS found
UNWIND found AS one
WITH common, one.condition AS condition, one.said AS said
WHERE NOT EXISTS { MATCH (condition)<-[:IS_A]-(below:Condition) WHERE below <> condition AND below IN common }
CALL (condition) {
  MATCH (condition)<-[:IS_A*0..]-(kind:Condition)
  RETURN count(DISTINCT kind) AS kinds
}
WITH *, COUNT { (:Condition) } AS total
WITH *, CASE WHEN total > 1 THEN round(1 - log(kinds) / log(total), 6) ELSE 1.0 END AS specificity
RETURN
  condition AS node,
  specificity,
  kinds,
  COLLECT { UNWIND said AS one WITH DISTINCT one.stated.key AS key RETURN key ORDER BY key } AS stated,
  COLLECT { UNWIND said AS one UNWIND one.sources AS source RETURN DISTINCT source ORDER BY source } AS sources,
  'all are for ' + coalesce(condition.name, condition.key) + ', one of ' + total + ' conditions, with ' + (kinds - 1) + ' kinds'
    AS reason
ORDER BY specificity DESC, node.key
