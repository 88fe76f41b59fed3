// name: shared_indications
// title: Procedures that share an indication with everything asked about
// mode: read
// description: What was asked about is for a condition when it is that condition, classifies it or is indicated for
//   it. A code that states no indication has those of the procedure it bills, and classifies what the nearest
//   code above it does; a procedure also has the indications of the codes that bill it. What is for a
//   condition is for every condition above it. Of those that all of the keys are for the lowest are looked
//   at: a procedure shares one when it is indicated for it or for a kind of it, and a broader one when it is
//   indicated for just that. What was asked about, and what it bills, is left out.
// param: keys LIST<STRING>  Keys of codes, procedures or conditions; an unknown one shares nothing
// returns: node NODE  The procedure
// returns: conditions LIST<STRING>  Keys of the conditions shared, the most specific first
// returns: specificity FLOAT  Of the most specific one: 0 for the root of all conditions, 1 for one without kinds
// example: medcodegraph cypher run shared_indications --keys CPT:0537T,HCPCS:Q2042
// example: medcodegraph cypher run shared_indications --keys MONDO:0004967
WITH COLLECT { UNWIND $keys AS key RETURN DISTINCT key } AS keys
UNWIND keys AS key
MATCH (asked:Condition|Code|Procedure {key: key})
CALL (asked) {
  MATCH (asked:Condition)
  RETURN asked AS stated
  UNION
  MATCH (asked:Code|Procedure)-[:INDICATED_FOR]->(stated:Condition)
  RETURN stated
  UNION
  MATCH path = (asked:Code)-[:CHILD_OF*0..]->(heading:Code)
  WHERE EXISTS { (heading)-[:CLASSIFIES]->(:Condition) }
  WITH heading ORDER BY length(path), heading.key LIMIT 1
  MATCH (heading)-[:CLASSIFIES]->(stated:Condition)
  RETURN stated
  UNION
  MATCH (asked:Code)-[:BILLS]->(:Procedure)-[:INDICATED_FOR]->(stated:Condition)
  WHERE NOT EXISTS { (asked)-[:INDICATED_FOR]->(:Condition) }
  RETURN stated
  UNION
  MATCH (asked:Procedure)<-[:BILLS]-(:Code)-[:INDICATED_FOR]->(stated:Condition)
  RETURN stated
}
MATCH (stated)-[:IS_A*0..]->(condition:Condition)
WITH DISTINCT keys, asked, condition
WITH keys, condition, count(asked) AS sharing
WHERE sharing = size(keys)
WITH keys, collect(condition) AS common
UNWIND common AS lowest
WITH keys, common, lowest
WHERE NOT EXISTS { MATCH (lowest)<-[:IS_A]-(below:Condition) WHERE below <> lowest AND below IN common }
CALL (lowest) {
  MATCH (lowest)<-[:IS_A*0..]-(stated:Condition)
  RETURN stated, lowest AS condition
  UNION
  MATCH (lowest)-[:IS_A*1..]->(stated:Condition)
  RETURN stated, stated AS condition
}
WITH DISTINCT keys, stated, condition
CALL (stated) {
  MATCH (stated)<-[:INDICATED_FOR]-(procedure:Procedure)
  RETURN procedure
  UNION
  MATCH (stated)<-[:INDICATED_FOR]-(:Code)-[:BILLS]->(procedure:Procedure)
  RETURN procedure
}
WITH DISTINCT keys, condition, procedure
WHERE NOT procedure.key IN keys
  AND NOT EXISTS { MATCH (procedure)<-[:BILLS]-(code:Code) WHERE code.key IN keys }
WITH condition, collect(procedure) AS procedures
CALL (condition) {
  MATCH (condition)<-[:IS_A*0..]-(kind:Condition)
  RETURN count(DISTINCT kind) AS kinds
}
WITH *, COUNT { (:Condition) } AS total
WITH procedures, condition, CASE WHEN total > 1 THEN 1 - log(kinds) / log(total) ELSE 1.0 END AS specificity
ORDER BY specificity DESC, condition.key
UNWIND procedures AS procedure
WITH procedure, collect(condition.key) AS conditions, round(max(specificity), 6) AS specificity
RETURN procedure AS node, conditions, specificity
ORDER BY specificity DESC, node.key
