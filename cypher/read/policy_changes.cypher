// name: policy_changes
// title: Policies that changed between two days: new policies, new versions, retirements, changed codes
// mode: read
// description: Changes that took effect after the first day and up to the last: a policy's first day, the day after its last
//   one, and the days on which its statements about codes begin or end. A new version is compared with the one it
//   supersedes, as it states itself or as the same issuer's policy of that number; if that is not known (Medicare's files
//   have only the current version), its version number distinguishes a new version from a new policy. Of a superseded
//   policy only the newer version is listed. Drafts are left out.
// param: from_day DATE  The first day, exclusive
// param: to_day DATE  The last day, inclusive
// param: payer_key STRING = null  Only policies of this payer
// param: code_key STRING = null  Only policies that name this code, before or after
// returns: node NODE  The policy
// returns: on DATE  The day of its last change in the period
// returns: kinds LIST<STRING>  NEW, NEW_VERSION, RETIRED, CODES
// returns: previous LIST<STRING>  Key of the policy that a new version supersedes
// returns: added LIST<STRING>  Keys of codes that it did not name before; none for a new policy
// returns: dropped LIST<STRING>  Keys of codes that it no longer names
// returns: restated LIST<STRING>  Keys of codes on which its stance or criteria changed
// returns: summary STRING  What changed, in one line
// example: medcodegraph cypher run policy_changes --from-day 2025-01-01 --to-day 2025-12-31
// example: medcodegraph cypher run policy_changes --from-day 2020-01-01 --to-day 2026-01-01 --payer-key PAYER:cms --format csv
MATCH (policy:Policy)
WHERE coalesce(policy.status, 'active') <> 'draft'
  AND ($payer_key IS NULL OR EXISTS { (policy)-[:ISSUED_BY]->(:Payer {key: $payer_key}) })
WITH policy,
  coalesce(policy.effective_from > date($from_day) AND policy.effective_from <= date($to_day), false) AS begins,
  coalesce(policy.effective_to >= date($from_day) AND policy.effective_to < date($to_day), false) AS ends,
  policy.effective_to + duration({days: 1}) AS day
// What follows takes long for each policy, and most do not change in the period.
WHERE begins OR ends OR EXISTS {
  MATCH (policy)-[covers:COVERS]->(:Code)
  WHERE covers.valid_from > date($from_day) AND covers.valid_from <= date($to_day)
    OR covers.valid_to >= date($from_day) AND covers.valid_to < date($to_day)
}
// include: superseded
WITH policy, begins, ends AND superseded IS NULL AS retires
WITH *, CASE WHEN begins THEN COLLECT {
  CALL (policy) {
    MATCH (policy)-[:SUPERSEDES]->(older:Policy)
    RETURN older
    UNION
    MATCH (older:Policy {number: policy.number})
    WHERE older.kind = policy.kind AND older.effective_from < policy.effective_from
      AND EXISTS { MATCH (older)-[:ISSUED_BY]->(:Payer)<-[:ISSUED_BY]-(policy) }
    RETURN older
  }
  WITH older WHERE coalesce(older.status, 'active') <> 'draft'
  RETURN older ORDER BY older.effective_from DESC, older.key LIMIT 1
} ELSE [] END AS older
CALL (policy, older) {
  UNWIND CASE WHEN older = [] THEN [] ELSE [policy, older[0]] END AS one
  MATCH (one)-[covers:COVERS]->(code:Code)
  WITH policy, one, code, covers.stance AS stance
  ORDER BY code.key, stance
  WITH code.key AS code,
    collect(DISTINCT CASE WHEN one = policy THEN stance END) AS now,
    collect(DISTINCT CASE WHEN one <> policy THEN stance END) AS before
  ORDER BY code
  RETURN
    collect(CASE WHEN before = [] THEN code END) AS fresh,
    collect(CASE WHEN now = [] THEN code END) AS gone,
    collect(CASE WHEN now <> [] AND before <> [] AND now <> before THEN code END) AS restated
}
CALL (policy, begins) {
  WITH policy WHERE NOT begins
  MATCH (policy)-[covers:COVERS]->(code:Code)
  WITH code.key AS code,
    CASE WHEN covers.valid_from > date($from_day) AND covers.valid_from <= date($to_day) THEN covers.valid_from END AS starts,
    CASE WHEN covers.valid_to >= date($from_day) AND covers.valid_to < date($to_day)
      THEN covers.valid_to + duration({days: 1}) END AS ends
  WHERE starts IS NOT NULL OR ends IS NOT NULL
  WITH DISTINCT code, starts, ends
  ORDER BY code
  RETURN
    collect(CASE WHEN starts IS NOT NULL THEN code END) AS started,
    collect(CASE WHEN ends IS NOT NULL THEN code END) AS ended,
    max(coalesce(CASE WHEN starts > ends THEN starts ELSE coalesce(ends, starts) END, starts)) AS last
}
WITH policy, older, begins, retires, restated, fresh + started AS added, gone + ended AS dropped, [day IN [
  CASE WHEN begins THEN policy.effective_from END,
  CASE WHEN retires THEN policy.effective_to + duration({days: 1}) END,
  last
] WHERE day IS NOT NULL] AS days
WHERE days <> []
  AND ($code_key IS NULL OR $code_key IN added + dropped + restated
    OR EXISTS { (policy)-[:COVERS]->(:Code {key: $code_key}) })
WITH *, policy.kind <> 'PAYER' AND coalesce(toIntegerOrNull(policy.version) > 1, false) AS revised
WITH *, [kind IN [
  CASE WHEN begins THEN CASE WHEN older = [] AND NOT revised THEN 'NEW' ELSE 'NEW_VERSION' END END,
  CASE WHEN retires THEN 'RETIRED' END,
  CASE WHEN added <> [] OR dropped <> [] OR restated <> [] THEN 'CODES' END
] WHERE kind IS NOT NULL] AS kinds
WITH *, [part IN [
  CASE
    WHEN begins AND older <> [] THEN 'version ' + coalesce(policy.version, '') + ' from ' + toString(policy.effective_from)
      + ' replaces ' + older[0].key
    WHEN begins AND revised THEN 'version ' + policy.version + ' from ' + toString(policy.effective_from)
    WHEN begins THEN 'new from ' + toString(policy.effective_from)
  END,
  CASE WHEN retires THEN 'retired after ' + toString(policy.effective_to) END,
  CASE WHEN added <> [] THEN 'names ' + size(added) + ' more code' + CASE size(added) WHEN 1 THEN '' ELSE 's' END END,
  CASE WHEN dropped <> [] THEN 'no longer names ' + size(dropped) + ' code' + CASE size(dropped) WHEN 1 THEN '' ELSE 's' END END,
  CASE WHEN restated <> [] THEN 'says something different about ' + size(restated) + ' code'
    + CASE size(restated) WHEN 1 THEN '' ELSE 's' END END
] WHERE part IS NOT NULL] AS parts
RETURN
  policy AS node,
  reduce(latest = head(days), day IN days | CASE WHEN day > latest THEN day ELSE latest END) AS on,
  kinds,
  [one IN older | one.key] AS previous,
  added,
  dropped,
  restated,
  reduce(all = '', part IN parts | all + CASE all WHEN '' THEN '' ELSE '; ' END + part) AS summary
ORDER BY on, node.key
