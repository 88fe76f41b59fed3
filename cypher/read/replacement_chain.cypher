// name: replacement_chain
// title: What a code replaced and what replaces it, oldest first
// mode: read
// param: key STRING  Key of any code of the chain
// returns: step INTEGER  0 for the code asked for, negative before it, positive after it
// returns: node NODE  The code
// returns: status STRING  active or retired
// returns: valid_from DATE  First day it is valid
// returns: valid_to DATE  Last day it is valid
// returns: replaced_by LIST<STRING>  Keys of the codes that replace it, each with the day if a source states it
// returns: sources LIST<STRING>  Keys of the sources that state the replacements
// example: medcodegraph cypher run replacement_chain --key CPT:0537T
MATCH (asked:Code {key: $key})
CALL (asked) {
  MATCH path = (asked)-[:REPLACED_BY*0..20]->(code:Code)
  RETURN code, min(length(path)) AS step
  UNION
  MATCH path = (asked)<-[:REPLACED_BY*1..20]-(code:Code)
  RETURN code, -min(length(path)) AS step
}
WITH code, min(step) AS step
RETURN
  step,
  code AS node,
  code.status AS status,
  code.valid_from AS valid_from,
  code.valid_to AS valid_to,
  COLLECT {
    MATCH (code)-[replaced:REPLACED_BY]->(next:Code)
    RETURN DISTINCT next.key + coalesce(' on ' + toString(replaced.on), '') AS next ORDER BY next
  } AS replaced_by,
  COLLECT {
    MATCH (code)-[replaced:REPLACED_BY]->(:Code)
    RETURN DISTINCT replaced.source AS source ORDER BY source
  } AS sources
ORDER BY step, node.key
