// name: shared_indications
// title: Procedures and product codes that share an indication with everything asked about
// mode: read
// description: A key is related to a condition if it is that condition, classifies it or is indicated for it. A code
//   without indications of its own has those of the procedure it bills, and inherits conditions from the headings
//   above it; a procedure also has the indications of the codes that bill it. A relation to a condition counts for every
//   condition above it. Of the conditions common to all keys the lowest count: a procedure, or a code with its own
//   indications, shares one if it is indicated for it or for a subtype, and a broader one if it is indicated for exactly
//   that. The keys themselves, the procedures they bill, and ended codes are left out. `common_conditions` returns only
//   the lowest conditions.
// param: keys LIST<STRING>  Keys of codes, procedures or conditions (any of their keys); an unknown one shares nothing
// returns: node NODE  The procedure or the code
// returns: specificity FLOAT  Of the most specific condition: 0 for the root of all conditions, 1 for one without subtypes
// returns: conditions LIST<MAP>  The shared conditions, most specific first: key and specificity
// returns: indications LIST<MAP>  Its stated indications: key, name, criteria, the code they are stated for, source
// returns: codes LIST<MAP>  The active codes that bill it: key and step
// returns: reason STRING  The reason, in one line
// example: medcodegraph cypher run shared_indications --keys CPT:0537T,HCPCS:Q2042
// example: medcodegraph cypher run shared_indications --keys MONDO:0004967
WITH COLLECT { UNWIND $keys AS key RETURN DISTINCT key } AS keys
UNWIND keys AS key
// include: thing_of_key
WITH keys, count(DISTINCT key) AS known, collect(DISTINCT thing) AS things
WHERE known = size(keys)
UNWIND things AS asked
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
MATCH (stated)-[:IS_A*0..]->(condition:Condition)
WITH DISTINCT things, asked, condition
WITH things, condition, count(asked) AS sharing
WHERE sharing = size(things)
WITH things, collect(condition) AS common
UNWIND common AS lowest
WITH things, common, lowest
WHERE NOT EXISTS { MATCH (lowest)<-[:IS_A]-(below:Condition) WHERE below <> lowest AND below IN common }
CALL (lowest) {
  MATCH (lowest)<-[:IS_A*0..]-(stated:Condition)
  RETURN stated, lowest AS condition
  UNION
  MATCH (lowest)-[:IS_A*1..]->(stated:Condition)
  RETURN stated, stated AS condition
}
WITH DISTINCT things, stated, condition
CALL (stated) {
  MATCH (stated)<-[indication:INDICATED_FOR]-(found:Procedure|Code)
  RETURN found, indication, [] AS through
  UNION
  MATCH (stated)<-[indication:INDICATED_FOR]-(code:Code)-[:BILLS]->(found:Procedure)
  RETURN found, indication, [code.key] AS through
}
CALL (found) {
  WITH found AS code, date() AS day
  // include: code_status
  RETURN status
}
WITH *
WHERE NOT found IN things
  AND coalesce(status, 'active') <> 'retired'
  AND NOT EXISTS { MATCH (found:Procedure)<-[:BILLS]-(code:Code) WHERE code IN things }
// How specific a condition is: once for each, as that counts all that is below it.
WITH condition, collect({stated: stated, found: found, indication: indication, through: through}) AS rows
CALL (condition) {
  MATCH (condition)<-[:IS_A*0..]-(kind:Condition)
  RETURN count(DISTINCT kind) AS kinds
}
WITH *, COUNT { (:Condition) } AS total
WITH *, CASE WHEN total > 1 THEN round(1 - log(kinds) / log(total), 6) ELSE 1.0 END AS specificity
UNWIND rows AS row
WITH condition, specificity, row.stated AS stated, row.found AS found, row.indication AS indication, row.through AS through
WITH found, condition, specificity, {
  key: stated.key, name: stated.name, criteria: indication.criteria, through: through, source: [indication.source]
} AS indication
ORDER BY specificity DESC, condition.key, indication.key, indication.through, indication.source
WITH found, condition, specificity, collect(DISTINCT indication) AS indications
ORDER BY specificity DESC, condition.key
WITH found,
  collect({key: condition.key, specificity: specificity}) AS conditions,
  max(specificity) AS specificity,
  reduce(all = [], some IN collect(indications) | all + [one IN some WHERE NOT one IN all]) AS indications,
  head(collect(condition)) AS nearest
RETURN
  found AS node,
  specificity,
  conditions,
  indications,
  COLLECT {
    MATCH (found)<-[bills:BILLS]-(code:Code)
    WITH code, bills, date() AS day
    // include: code_status
    WITH DISTINCT code.key AS key, bills.step AS step, status WHERE coalesce(status, 'active') <> 'retired'
    RETURN {key: key, step: step} AS billing ORDER BY key, step
  } + CASE WHEN found:Code THEN [{key: found.key, step: null}] ELSE [] END AS codes,
  coalesce(found.name, found.display, found.key) + ' is for ' + indications[0].name
    + CASE WHEN indications[0].key = nearest.key THEN '' ELSE ', a kind of ' + nearest.name END AS reason
ORDER BY specificity DESC, node.key
