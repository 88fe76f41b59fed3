// name: stances_by_payer
// title: Payers, how many policies they have, and how often those cover, refuse or set conditions
// mode: read
// param: system STRING = null  Only codes of this system, as HCPCS
// returns: payer STRING  Key of the payer
// returns: name STRING  Its name
// returns: policies INTEGER  How many policies it issued
// returns: covered INTEGER  How many codes its policies cover
// returns: conditional INTEGER  How many codes they cover on conditions
// returns: not_covered INTEGER  How many codes they do not cover
// returns: newest DATE  When the newest policy took effect
// example: medcodegraph cypher run stances_by_payer --format csv
MATCH (payer:Payer)
OPTIONAL MATCH (payer)<-[:ISSUED_BY]-(policy:Policy)
OPTIONAL MATCH (policy)-[covers:COVERS]->(code:Code)
WHERE $system IS NULL OR code.system = $system
RETURN
  payer.key AS payer,
  payer.name AS name,
  count(DISTINCT policy) AS policies,
  count(DISTINCT CASE covers.stance WHEN 'covered' THEN code END) AS covered,
  count(DISTINCT CASE covers.stance WHEN 'conditional' THEN code END) AS conditional,
  count(DISTINCT CASE covers.stance WHEN 'not_covered' THEN code END) AS not_covered,
  max(policy.effective_from) AS newest
ORDER BY policies DESC, payer
