// name: alternatives
// title: Alternatives: stated ones, and other treatments of the same conditions
// mode: read
// description: To a procedure, or to the one a code bills. Stated alternatives come first, with advantages and
//   disadvantages; then procedures and products indicated for the same conditions, narrower or broader ones, most
//   specific first. Codes that bill the procedure itself are not alternatives, except a product with indications of its
//   own; ended codes are left out.
// param: key STRING  Key of a procedure or a code
// returns: node NODE  The procedure, or the code of a product
// returns: place INTEGER  1 for a stated alternative, 2 for one that names this one as its alternative, 3 for a shared condition
// returns: how STRING  STATED, NAMED_BY or CONDITION
// returns: pros_cons STRING  Advantages and disadvantages, if stated
// returns: specificity FLOAT  That of the most specific shared condition, 0 if none is known
// returns: conditions LIST<MAP>  The shared conditions, most specific first: key and specificity
// returns: indications LIST<MAP>  Its stated indications: key, name, criteria, the code they are stated for, source
// returns: codes LIST<MAP>  The active codes that bill it: key and step
// returns: sources LIST<STRING>  Keys of the sources that state the alternative, or the indications
// returns: reason STRING  The reason, in one line
// example: medcodegraph cypher run alternatives --key CPT:0537T
// example: medcodegraph cypher run alternatives --key HCPCS:Q2041 --format json
MATCH (asked:Procedure|Code {key: $key})
WITH asked, EXISTS { (asked:Code)-[:INDICATED_FOR]->(:Condition) } AS product, COLLECT {
  MATCH (own:Procedure) WHERE own = asked
  RETURN own
  UNION
  MATCH (asked:Code)-[:BILLS]->(own:Procedure)
  RETURN own
} AS own
CALL (asked, own) {
  UNWIND own AS procedure
  MATCH (procedure)-[edge:ALTERNATIVE_TO]-(found:Procedure)
  WHERE NOT found IN own
  RETURN found, CASE startNode(edge) WHEN procedure THEN 1 ELSE 2 END AS place, edge.pros_cons AS pros_cons,
    null AS condition, null AS stated, null AS indication, [] AS through, edge.source AS source
  UNION
  CALL (asked, own) {
    MATCH (asked:Code|Procedure)-[:INDICATED_FOR]->(stated:Condition)
    RETURN stated
    UNION
    MATCH (asked:Code)-[:BILLS]->(:Procedure)-[:INDICATED_FOR]->(stated:Condition)
    WHERE NOT EXISTS { (asked)-[:INDICATED_FOR]->(:Condition) }
    RETURN stated
    UNION
    MATCH (asked:Procedure)<-[:BILLS]-(:Code)-[:INDICATED_FOR]->(stated:Condition)
    RETURN stated
  }
  WITH DISTINCT stated AS treated
  CALL (treated) {
    MATCH (treated)<-[:IS_A*0..]-(stated:Condition)
    RETURN stated, treated AS condition
    UNION
    MATCH (treated)-[:IS_A*1..]->(stated:Condition)
    RETURN stated, stated AS condition
  }
  WITH DISTINCT stated, condition
  CALL (stated) {
    MATCH (stated)<-[indication:INDICATED_FOR]-(found:Procedure|Code)
    RETURN found, indication, [] AS through
    UNION
    MATCH (stated)<-[indication:INDICATED_FOR]-(code:Code)-[:BILLS]->(found:Procedure)
    RETURN found, indication, [code.key] AS through
  }
  RETURN found, 3 AS place, null AS pros_cons, condition, stated, indication, through, indication.source AS source
}
CALL (found) {
  WITH found AS code, date() AS day
  // include: code_status
  RETURN status
}
WITH *
WHERE found <> asked AND NOT found IN own
  AND coalesce(status, 'active') <> 'retired'
  AND (product OR NOT EXISTS { MATCH (found:Code)-[:BILLS]->(billed) WHERE billed IN own })
  AND NOT EXISTS { (asked)-[:REPLACED_BY]-(found) }
// How specific a condition is: once for each, as that counts all that is below it.
WITH condition, collect({
  found: found, place: place, pros_cons: pros_cons, stated: stated, indication: indication, through: through, source: source
}) AS rows
CALL (condition) {
  MATCH (condition)<-[:IS_A*0..]-(kind:Condition)
  RETURN count(DISTINCT kind) AS kinds
}
WITH *, COUNT { (:Condition) } AS total
WITH condition, rows, CASE
  WHEN condition IS NULL THEN 0.0
  WHEN total > 1 THEN round(1 - log(kinds) / log(total), 6)
  ELSE 1.0
END AS specificity
UNWIND rows AS row
WITH condition, specificity, row.found AS found, row.place AS place, row.pros_cons AS pros_cons, row.stated AS stated,
  row.indication AS indication, row.through AS through, row.source AS source
ORDER BY place, specificity DESC, condition.key, stated.key, through, source
WITH found,
  min(place) AS place,
  head(collect(pros_cons)) AS pros_cons,
  max(specificity) AS specificity,
  collect(DISTINCT CASE WHEN condition IS NOT NULL THEN {key: condition.key, specificity: specificity} END) AS conditions,
  collect(DISTINCT CASE WHEN stated IS NOT NULL THEN {
    key: stated.key, name: stated.name, criteria: indication.criteria, through: through, source: [source]
  } END) AS indications,
  head(collect(condition)) AS nearest,
  collect(DISTINCT source) AS sources
WITH *, coalesce(found.name, found.display, found.key) AS name
RETURN
  found AS node,
  place,
  CASE place WHEN 1 THEN 'STATED' WHEN 2 THEN 'NAMED_BY' ELSE 'CONDITION' END AS how,
  pros_cons,
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
  sources,
  name + CASE place WHEN 1 THEN ' is a stated alternative' WHEN 2 THEN ' names this as an alternative' ELSE '' END
    + CASE WHEN indications = [] THEN '' ELSE
        CASE place WHEN 3 THEN ' is for ' ELSE ', and is for ' END + indications[0].name
        + CASE WHEN indications[0].key = nearest.key THEN '' ELSE ', a kind of ' + nearest.name END
      END AS reason
ORDER BY place, specificity DESC, node.key
