// name: coverage
// title: Whether a code is covered, and every path that leads to that verdict
// mode: read
// description: Information, not a payment decision. The rules are in docs/coverage.md. A path is one statement of a
//   policy about the code, a heading above it, a code it replaced, or one that replaced it; policies that are not in
//   force on the day are left out. An overridden path has decides = false and names the one that overrides it. The
//   deciding paths give the verdict. Silence is not a refusal: a diagnosis that a policy does not list is refused only
//   if the policy's list is complete.
// param: key STRING  Key of the code
// param: diagnosis_key STRING = null  Any key of a diagnosis code or a condition; an ICD-10-CM code needs no prefix
// param: payer_key STRING = null  Key of a payer; Medicare includes its contractors, and a contractor includes Medicare
// param: state STRING = null  A state: TX, Texas, or JURISDICTION:us-tx
// param: as_of DATE = null  The day asked about; today if null
// returns: node NODE  The code
// returns: verdict STRING  COVERED, CONDITIONAL, NOT_COVERED, CONFLICTING, NO_POLICY_FOUND, NOT_LOADED or UNKNOWN_INPUT
// returns: summary STRING  The verdict in one line
// returns: notes LIST<STRING>  Notes: the code has ended, the diagnosis was not considered, ...
// returns: as_of DATE  The day asked about
// returns: diagnosis LIST<STRING>  Key of the diagnosis asked about
// returns: payer LIST<STRING>  Key of the payer asked about
// returns: state LIST<STRING>  Key of the jurisdiction asked about
// returns: paths LIST<MAP>  Each statement with policy, stance, judgment, reason, ..., deciding ones first
// returns: by_payer LIST<MAP>  For each payer whose policies decide: its key, its verdict, and those policies
// returns: disclaimer STRING  A disclaimer: not a payment decision
// example: medcodegraph cypher run coverage --key CPT:0537T --as-of 2024-06-01 --format json
// example: medcodegraph cypher run coverage --key HCPCS:Q2041 --diagnosis-key C83.30 --payer-key PAYER:texas-medicaid --state TX
MATCH (code:Code {key: $key})
WITH code, coalesce(date($as_of), date()) AS day,
  head(COLLECT {
    UNWIND [$diagnosis_key, 'ICD10CM:' + toUpper($diagnosis_key),
      'ICD10CM:' + toUpper(left($diagnosis_key, 3)) + '.' + toUpper(substring($diagnosis_key, 3))] AS key
    // include: thing_of_key
    WITH thing WHERE thing:Code OR thing:Condition
    RETURN thing
  }) AS diagnosis,
  head(COLLECT {
    UNWIND [$payer_key, 'PAYER:' + toLower($payer_key)] AS written
    MATCH (found:Payer {key: written})
    RETURN found
  }) AS payer,
  head(COLLECT {
    MATCH (found:Jurisdiction)
    WHERE toLower(trim($state)) IN
      [toLower(found.name), toLower(found.key), split(found.key, '-')[1], split(found.key, ':')[1]]
    RETURN found ORDER BY found.key
  }) AS state
WITH *, [
  CASE WHEN diagnosis IS NULL THEN $diagnosis_key END,
  CASE WHEN payer IS NULL THEN $payer_key END,
  CASE WHEN state IS NULL THEN $state END
] AS unknown
WITH *, any(one IN unknown WHERE one IS NOT NULL) AS lost
// The statements in force about the code; for each policy, those nearest to the code.
CALL (code, payer, state, day, lost) {
  // include: statements_about_code
  WITH day, payer, state, lost, policy, collect({said: said, named: named, via: via, steps: steps}) AS found
  WHERE NOT lost
  // include: in_force
  WITH * WHERE in_force
  WITH *,
    COLLECT { MATCH (policy)-[:ISSUED_BY]->(issuer:Payer) RETURN DISTINCT issuer ORDER BY issuer.key } AS issuers,
    COLLECT { MATCH (policy)-[:APPLIES_IN]->(place:Jurisdiction) RETURN DISTINCT place ORDER BY place.key } AS places
  WHERE (payer IS NULL OR any(issuer IN issuers WHERE issuer = payer
      OR payer.kind = 'Medicare' AND issuer.kind = 'Medicare contractor'
      OR payer.kind = 'Medicare contractor' AND issuer.kind = 'Medicare'))
    AND (state IS NULL OR size(places) = 0
      OR any(place IN places WHERE place = state OR place.kind = 'country' OR place.key STARTS WITH state.key + '-'))
  // include: superseded
  RETURN collect({
    policy: policy, issuers: issuers, newer: superseded,
    found: [one IN found WHERE one.steps = reduce(least = found[0].steps, each IN found |
      CASE WHEN each.steps < least THEN each.steps ELSE least END)],
    family: CASE
      WHEN any(issuer IN issuers WHERE issuer.kind IN ['Medicare', 'Medicare contractor']) THEN 'Medicare'
      ELSE coalesce(head(issuers).key, policy.key)
    END,
    national: policy.kind = 'NCD' OR size(places) = 0 OR any(place IN places WHERE place.kind = 'country'),
    described: coalesce(policy.title, policy.status, toString(policy.effective_from)) IS NOT NULL,
    // For a policy that several contractors share: in a state, only those with a contract there.
    payers: [issuer IN issuers WHERE state IS NULL OR NOT EXISTS { (issuer)-[:SERVES]->() }
      OR EXISTS { (issuer)-[:SERVES]->(state) } | issuer.key],
    linked: COLLECT { MATCH (policy)-[:CITES]-(other:Policy) RETURN DISTINCT other.key }
  }) AS candidates
}
WITH *, [candidate IN candidates | candidate.policy] AS policies
// include: diagnoses_near
CALL (code, diagnosis, candidates, near) {
  UNWIND candidates AS candidate
  UNWIND candidate.found AS one
  WITH code, diagnosis, near, candidate, candidate.policy AS policy, one.said AS said, one.named AS named, one.via AS via
  // include: judgment
  RETURN collect({
    id: said.id, policy: policy.key, version: policy.version, family: candidate.family, payers: candidate.payers,
    issuers: [issuer IN candidate.issuers | coalesce(issuer.name, issuer.key)], national: candidate.national,
    described: candidate.described, newer: candidate.newer, linked: candidate.linked, via: via, named: [named.key],
    replaced_on: head(COLLECT {
      MATCH (named)-[replaced:REPLACED_BY]-(:Code)
      WHERE via = CASE startNode(replaced) WHEN named THEN 'REPLACED' ELSE 'REPLACEMENT' END
      RETURN replaced.on ORDER BY replaced.on
    }),
    group: said.group, criteria: said.criteria, valid_from: said.valid_from, valid_to: said.valid_to,
    source: [said.source], says: said.stance, judgment: judgment, stance: stance, diagnoses: diagnoses
  }) AS paths
}
// Overrides, rule by rule.
WITH *, [p IN paths WHERE p.described] AS known
WITH *, [p IN known WHERE p.newer IS NULL] AS newest
WITH *, [p IN newest WHERE p.judgment <> 'OUT_OF_SCOPE'] AS about
WITH *, [p IN about WHERE p.via <> 'REPLACED' OR none(q IN about WHERE q.family = p.family AND q.via <> 'REPLACED')] AS direct
WITH *, [p IN direct WHERE p.judgment <> 'NAMES_NONE'
  OR none(q IN direct WHERE q.judgment <> 'NAMES_NONE' AND q.policy IN p.linked)] AS spoken
WITH *, [p IN spoken WHERE NOT p.judgment IN ['NOT_LISTED', 'NOT_ON_COMPLETE_LIST']
  OR none(q IN spoken WHERE q.family = p.family
    AND NOT q.judgment IN ['NOT_LISTED', 'NOT_ON_COMPLETE_LIST', 'NOT_JUDGED'])] AS judging
WITH *, [p IN judging WHERE p.national OR none(q IN judging WHERE q.family = p.family AND q.national)] AS deciding
CALL (deciding) {
  UNWIND deciding AS path
  WITH path.policy AS policy, collect(DISTINCT path.stance) AS said
  WITH CASE size(said) WHEN 1 THEN said[0] ELSE 'conditional' END AS stance, count(*) AS policies
  ORDER BY stance
  RETURN collect(stance) AS stances, collect({stance: stance, policies: policies}) AS counts
}
WITH *, CASE
  WHEN lost THEN 'UNKNOWN_INPUT'
  WHEN size(stances) = 1 THEN toUpper(stances[0])
  WHEN 'not_covered' IN stances THEN 'CONFLICTING'
  WHEN size(stances) > 1 THEN 'CONDITIONAL'
  WHEN NOT EXISTS { MATCH (policy:Policy) WHERE policy.effective_from <= day } THEN 'NOT_LOADED'
  WHEN payer IS NOT NULL AND NOT EXISTS {
    MATCH (issuer:Payer)<-[:ISSUED_BY]-(:Policy)
    WHERE issuer = payer OR payer.kind IN ['Medicare', 'Medicare contractor'] AND issuer.kind = 'Medicare'
  } THEN 'NOT_LOADED'
  ELSE 'NO_POLICY_FOUND'
END AS verdict
CALL (deciding) {
  UNWIND deciding AS path
  UNWIND path.payers AS key
  WITH key, path.policy AS policy, collect(DISTINCT path.stance) AS said
  WITH key, policy, CASE size(said) WHEN 1 THEN said[0] ELSE 'conditional' END AS stance
  ORDER BY policy
  WITH key, collect(DISTINCT stance) AS stances, collect(policy) AS policies
  WITH key, policies, CASE
    WHEN size(stances) = 1 THEN toUpper(stances[0])
    WHEN 'not_covered' IN stances THEN 'CONFLICTING'
    ELSE 'CONDITIONAL'
  END AS verdict
  ORDER BY key
  RETURN collect({payer: key, verdict: verdict, policies: policies}) AS by_payer
}
CALL (paths, known, newest, about, direct, spoken, judging, deciding) {
  UNWIND paths AS path
  WITH path, CASE
    WHEN none(q IN known WHERE q.id = path.id) THEN 'NOT_DESCRIBED'
    WHEN path.newer IS NOT NULL THEN 'SUPERSEDED'
    WHEN none(q IN about WHERE q.id = path.id) THEN 'OUT_OF_SCOPE'
    WHEN none(q IN direct WHERE q.id = path.id) THEN 'REPLACED_CODE'
    WHEN none(q IN spoken WHERE q.id = path.id) THEN 'LEFT_TO_COMPANION'
    WHEN none(q IN judging WHERE q.id = path.id) THEN 'JUDGED_ELSEWHERE'
    WHEN none(q IN deciding WHERE q.id = path.id) THEN 'NATIONAL_FIRST'
  END AS overridden
  ORDER BY overridden IS NOT NULL, NOT path.national, path.policy, path.named, path.group, path.id
  RETURN collect(path {.*, decides: overridden IS NULL, overridden: overridden}) AS found
}
// include: coverage_in_words
RETURN
  code AS node,
  verdict,
  summary,
  notes,
  day AS as_of,
  CASE WHEN diagnosis IS NULL THEN [] ELSE [diagnosis.key] END AS diagnosis,
  CASE WHEN payer IS NULL THEN [] ELSE [payer.key] END AS payer,
  CASE WHEN state IS NULL THEN [] ELSE [state.key] END AS state,
  worded AS paths,
  by_payer,
  'Information from published policies, not a payment decision: ask the payer.' AS disclaimer
