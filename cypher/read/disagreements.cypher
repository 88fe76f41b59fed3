// name: disagreements
// title: Codes that payers disagree about, with the stance of each, most evenly split first
// mode: read
// description: Judged by the policies in force on the day on the code itself, regardless of diagnosis: differing statements
//   of one payer count as conditional. `coverage` evaluates them further for one code.
// param: system STRING = null  Only codes of this system: HCPCS
// param: payer_keys LIST<STRING> = []  Only these payers; none for all
// param: code_key STRING = null  Only this code
// param: as_of DATE = null  The day; today if null
// returns: node NODE  The code
// returns: minority INTEGER  How many payers do not take the most common stance
// returns: payers INTEGER  How many payers take a stance
// returns: covered LIST<STRING>  Keys of the payers that cover it
// returns: conditional LIST<STRING>  Keys of those that cover it under conditions
// returns: not_covered LIST<STRING>  Keys of those that do not
// returns: policies LIST<STRING>  Keys of the policies that say so
// returns: sources LIST<STRING>  Keys of the sources that state it
// returns: summary STRING  Each payer's stance, in one line
// example: medcodegraph cypher run disagreements --system CPT --format json
// example: medcodegraph cypher run disagreements --payer-keys PAYER:cigna,PAYER:bcbs-north-dakota --as-of 2024-06-01
WITH coalesce(date($as_of), date()) AS day
MATCH (payer:Payer)<-[:ISSUED_BY]-(policy:Policy)-[covers:COVERS]->(code:Code)
WHERE (size($payer_keys) = 0 OR payer.key IN $payer_keys)
  AND ($system IS NULL OR code.system = $system)
  AND ($code_key IS NULL OR code.key = $code_key)
  AND coalesce(covers.valid_from <= day, true)
  AND coalesce(covers.valid_to >= day, true)
WITH day, policy, collect({payer: payer, covers: covers, code: code}) AS statements
// include: governs
WITH * WHERE governs
UNWIND statements AS statement
WITH policy, statement.payer AS payer, statement.covers AS covers, statement.code AS code
WITH code, payer, collect(DISTINCT coalesce(covers.stance, 'conditional')) AS said,
  collect(DISTINCT policy.key) AS policies, collect(DISTINCT covers.source) AS sources
ORDER BY payer.key
WITH code, payer, CASE size(said) WHEN 1 THEN said[0] ELSE 'conditional' END AS stance, policies, sources
WITH code,
  collect(CASE stance WHEN 'covered' THEN payer END) AS covered,
  collect(CASE stance WHEN 'conditional' THEN payer END) AS conditional,
  collect(CASE stance WHEN 'not_covered' THEN payer END) AS not_covered,
  count(DISTINCT stance) AS stances,
  count(*) AS payers,
  reduce(all = [], some IN collect(policies) | all + some) AS policies,
  reduce(all = [], some IN collect(sources) | all + some) AS sources
WHERE stances > 1
WITH *, payers - COLLECT {
  UNWIND [size(covered), size(conditional), size(not_covered)] AS many RETURN max(many)
}[0] AS minority
RETURN
  code AS node,
  minority,
  payers,
  [payer IN covered | payer.key] AS covered,
  [payer IN conditional | payer.key] AS conditional,
  [payer IN not_covered | payer.key] AS not_covered,
  COLLECT { UNWIND policies AS policy RETURN DISTINCT policy ORDER BY policy } AS policies,
  COLLECT { UNWIND sources AS source RETURN DISTINCT source ORDER BY source } AS sources,
  reduce(all = code.key, part IN [['covered by ', covered], ['covered under conditions by ', conditional],
      ['not covered by ', not_covered]] |
    all + CASE part[1] WHEN [] THEN '' ELSE CASE all WHEN code.key THEN ': ' ELSE '; ' END + part[0]
      + reduce(names = '', payer IN part[1] |
        names + CASE names WHEN '' THEN '' ELSE ', ' END + coalesce(payer.name, payer.key)) END) AS summary
ORDER BY minority DESC, payers DESC, node.key
