// name: most_disputed_codes
// title: Codes that payers disagree about most
// mode: read
// description: A code is disputed if one payer's policies in force cover it and another's do not, or only under
//   conditions. Ordered by how evenly the payers split.
// param: system STRING = null  Only codes of this system: HCPCS
// param: as_of DATE = null  The day; today if null
// param: limit INTEGER = 25  The most rows to return
// returns: code STRING  Key of the code
// returns: display STRING  Its wording, if its licence allows
// returns: covered LIST<STRING>  Payers that cover it
// returns: conditional LIST<STRING>  Payers that cover it under conditions
// returns: not_covered LIST<STRING>  Payers that do not cover it
// returns: minority INTEGER  How many payers do not take the most common stance
// returns: policies LIST<STRING>  Keys of the policies that say so
// example: medcodegraph cypher run most_disputed_codes
// example: medcodegraph cypher run most_disputed_codes --system HCPCS --limit 10 --format csv
WITH coalesce(date($as_of), date()) AS day
MATCH (policy:Policy)
// include: governs
WITH policy, day WHERE governs
MATCH (code:Code)<-[covers:COVERS]-(policy)-[:ISSUED_BY]->(payer:Payer)
WHERE ($system IS NULL OR code.system = $system)
  AND covers.stance IS NOT NULL
  AND coalesce(covers.valid_from <= day, true)
  AND coalesce(covers.valid_to >= day, true)
WITH code, covers.stance AS stance, payer.name AS payer, collect(DISTINCT policy.key) AS policies
ORDER BY payer
WITH
  code,
  collect(DISTINCT CASE stance WHEN 'covered' THEN payer END) AS covered,
  collect(DISTINCT CASE stance WHEN 'conditional' THEN payer END) AS conditional,
  collect(DISTINCT CASE stance WHEN 'not_covered' THEN payer END) AS not_covered,
  count(DISTINCT payer) AS payers,
  count(DISTINCT stance) AS stances,
  reduce(all = [], some IN collect(policies) | all + some) AS policies
WHERE payers > 1 AND stances > 1
WITH *, payers - COLLECT {
  UNWIND [size(covered), size(conditional), size(not_covered)] AS size RETURN max(size)
}[0] AS minority
RETURN
  code.key AS code,
  code.display AS display,
  covered,
  conditional,
  not_covered,
  minority,
  COLLECT { UNWIND policies AS policy RETURN DISTINCT policy ORDER BY policy } AS policies
ORDER BY minority DESC, payers DESC, code
LIMIT $limit
