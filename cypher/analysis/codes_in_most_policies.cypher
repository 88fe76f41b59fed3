// name: codes_in_most_policies
// title: The codes that most policies name, and their stances
// mode: read
// param: system STRING = null  Only codes of this system: HCPCS
// param: limit INTEGER = 25  The most rows to return
// returns: code STRING  Key of the code
// returns: display STRING  Its wording, if its licence allows
// returns: status STRING  active or retired
// returns: policies INTEGER  How many policies name it
// returns: payers INTEGER  How many payers issued those
// returns: covered INTEGER  How many of the policies cover it
// returns: conditional INTEGER  How many cover it under conditions
// returns: not_covered INTEGER  How many do not cover it
// example: medcodegraph cypher run codes_in_most_policies --system CPT
MATCH (code:Code)<-[covers:COVERS]-(policy:Policy)
WHERE $system IS NULL OR code.system = $system
WITH
  code,
  count(DISTINCT policy) AS policies,
  count(DISTINCT CASE covers.stance WHEN 'covered' THEN policy END) AS covered,
  count(DISTINCT CASE covers.stance WHEN 'conditional' THEN policy END) AS conditional,
  count(DISTINCT CASE covers.stance WHEN 'not_covered' THEN policy END) AS not_covered
ORDER BY policies DESC, code.key
LIMIT $limit
WITH *, date() AS day
// include: code_status
RETURN
  code.key AS code,
  code.display AS display,
  status,
  policies,
  COUNT { MATCH (code)<-[:COVERS]-(:Policy)-[:ISSUED_BY]->(payer:Payer) RETURN DISTINCT payer } AS payers,
  covered,
  conditional,
  not_covered
ORDER BY policies DESC, code
