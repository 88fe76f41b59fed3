// name: payer_stances
// title: How many codes the policies of a payer that are in force cover, refuse or set conditions for
// mode: read
// param: key STRING  Key of the payer
// param: as_of DATE = null  The day; today if it is left out
// returns: policies INTEGER  How many of its policies are in force
// returns: covered INTEGER  How many codes they cover
// returns: conditional INTEGER  How many codes they cover on conditions
// returns: not_covered INTEGER  How many codes they do not cover
// example: medcodegraph cypher run payer_stances --key PAYER:cms
MATCH (payer:Payer {key: $key})
WITH payer, coalesce(date($as_of), date()) AS day
CALL (payer, day) {
  MATCH (payer)<-[:ISSUED_BY]-(policy:Policy)
  WITH DISTINCT policy, day
  // include: governs
  WITH policy WHERE governs
  RETURN collect(policy) AS governing
}
CALL (governing, day) {
  UNWIND governing AS policy
  MATCH (policy)-[covers:COVERS]->(code:Code)
  WHERE coalesce(covers.valid_from <= day, true) AND coalesce(covers.valid_to >= day, true)
  RETURN
    count(DISTINCT CASE covers.stance WHEN 'covered' THEN code END) AS covered,
    count(DISTINCT CASE covers.stance WHEN 'conditional' THEN code END) AS conditional,
    count(DISTINCT CASE covers.stance WHEN 'not_covered' THEN code END) AS not_covered
}
RETURN size(governing) AS policies, covered, conditional, not_covered
