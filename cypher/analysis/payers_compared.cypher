// name: payers_compared
// title: Two payers side by side: how often their stances on a code agree
// mode: read
// description: For the codes that policies in force of both payers name: on how many they take the same stance, and on how
//   many a different one. Payers with several stances on a code (for different groups) agree if they share one.
// param: system STRING = null  Only codes of this system: HCPCS
// param: as_of DATE = null  The day; today if null
// param: limit INTEGER = 50  The most rows to return
// returns: payer STRING  Key of a payer
// returns: other STRING  Key of another
// returns: codes INTEGER  How many codes both name
// returns: agree INTEGER  On how many of them they share a stance
// returns: differ INTEGER  On how many they do not
// returns: disputed LIST<STRING>  Keys of the first ten of those
// example: medcodegraph cypher run payers_compared
// example: medcodegraph cypher run payers_compared --system HCPCS --format csv
WITH coalesce(date($as_of), date()) AS day
MATCH (policy:Policy)
// include: governs
WITH policy, day WHERE governs
MATCH (payer:Payer)<-[:ISSUED_BY]-(policy)-[covers:COVERS]->(code:Code)
WHERE covers.stance IS NOT NULL
  AND coalesce(covers.valid_from <= day, true)
  AND coalesce(covers.valid_to >= day, true)
  AND ($system IS NULL OR code.system = $system)
WITH code, payer, collect(DISTINCT covers.stance) AS stances
WITH code, collect({payer: payer.key, stances: stances}) AS sides
WHERE size(sides) > 1
UNWIND sides AS one
UNWIND sides AS two
WITH code, one, two
WHERE one.payer < two.payer
WITH one.payer AS payer, two.payer AS other, code.key AS code,
  any(stance IN one.stances WHERE stance IN two.stances) AS same
ORDER BY code
WITH payer, other, count(*) AS codes, count(CASE WHEN same THEN 1 END) AS agree,
  collect(CASE WHEN NOT same THEN code END)[..10] AS disputed
RETURN payer, other, codes, agree, codes - agree AS differ, disputed
ORDER BY differ DESC, codes DESC, payer, other
LIMIT $limit
