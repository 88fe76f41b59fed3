// name: replacement_chain
// title: The predecessors and successors of a code, oldest first
// mode: read
// description: Each code once, at the fewest replacements that lead to it; in a cycle, a code reachable both ways counts as
//   a successor. A code that was split has several codes on the next step.
// param: key STRING  Key of any code of the chain
// returns: step INTEGER  0 for the code asked for, negative before it, positive after it
// returns: node NODE  The code
// returns: status STRING  active or retired
// returns: valid_from DATE  First day it is valid
// returns: valid_to DATE  Last day it is valid
// returns: replaced_by LIST<STRING>  Keys of the codes that replace it, each with the day if a source states it
// returns: loop BOOLEAN  Whether replacements lead from it back to itself, so that the chain is endless
// returns: sources LIST<STRING>  Keys of the sources that state the replacements
// example: medcodegraph cypher run replacement_chain --key CPT:0537T
MATCH (asked:Code {key: $key})
CALL (asked) {
  RETURN asked AS code, 0 AS step
  UNION
  MATCH path = ANY SHORTEST (asked)-[:REPLACED_BY]->{1,20}(code:Code)
  WHERE code <> asked
  RETURN code, length(path) AS step
  UNION
  MATCH path = ANY SHORTEST (asked)<-[:REPLACED_BY]-{1,20}(code:Code)
  WHERE code <> asked
  RETURN code, -length(path) AS step
}
WITH code, max(step) AS step, date() AS day
// include: code_status
RETURN
  step,
  code AS node,
  status,
  code.valid_from AS valid_from,
  code.valid_to AS valid_to,
  COLLECT {
    MATCH (code)-[replaced:REPLACED_BY]->(next:Code)
    WITH next, min(replaced.on) AS on
    RETURN next.key + coalesce(' on ' + toString(on), '') AS next ORDER BY next
  } AS replaced_by,
  EXISTS { (code)-[:REPLACED_BY]->{1,20}(code) } AS loop,
  COLLECT {
    MATCH (code)-[replaced:REPLACED_BY]->(:Code)
    RETURN DISTINCT replaced.source AS source ORDER BY source
  } AS sources
ORDER BY step, node.key
