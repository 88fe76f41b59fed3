// name: stances_by_payer
// title: Payers with their number of policies in force, and how often those cover, refuse or set conditions
// mode: read
// param: system STRING = null  Only codes of this system: HCPCS
// param: as_of DATE = null  The day; today if null
// returns: payer STRING  Key of the payer
// returns: name STRING  Its name
// returns: policies INTEGER  How many of its policies are in force
// returns: covered INTEGER  How many codes its policies cover
// returns: conditional INTEGER  How many codes they cover under conditions
// returns: not_covered INTEGER  How many codes they do not cover
// returns: newest DATE  When the newest policy took effect
// example: medcodegraph cypher run stances_by_payer --format csv
WITH coalesce(date($as_of), date()) AS day
CALL (day) {
  MATCH (policy:Policy)
  // include: governs
  WITH policy WHERE governs
  RETURN collect(policy) AS governing
}
MATCH (payer:Payer)
OPTIONAL MATCH (payer)<-[:ISSUED_BY]-(policy:Policy)
WHERE policy IN governing
OPTIONAL MATCH (policy)-[covers:COVERS]->(code:Code)
WHERE ($system IS NULL OR code.system = $system)
  AND coalesce(covers.valid_from <= day, true)
  AND coalesce(covers.valid_to >= day, true)
RETURN
  payer.key AS payer,
  payer.name AS name,
  count(DISTINCT policy) AS policies,
  count(DISTINCT CASE covers.stance WHEN 'covered' THEN code END) AS covered,
  count(DISTINCT CASE covers.stance WHEN 'conditional' THEN code END) AS conditional,
  count(DISTINCT CASE covers.stance WHEN 'not_covered' THEN code END) AS not_covered,
  max(policy.effective_from) AS newest
ORDER BY policies DESC, payer
