// name: jurisdictions_compared
// title: Jurisdictions by number of policies that apply there, and codes refused
// mode: read
// param: as_of DATE = null  The day; today if null
// param: limit INTEGER = 100  The most rows to return
// returns: jurisdiction STRING  Key of the jurisdiction
// returns: name STRING  Its name
// returns: policies INTEGER  How many policies in force apply there
// returns: payers LIST<STRING>  Names of the payers that issue them, most frequent first (five at most)
// returns: codes INTEGER  How many codes those policies name
// returns: refused INTEGER  How many codes they do not cover
// example: medcodegraph cypher run jurisdictions_compared
WITH coalesce(date($as_of), date()) AS day
MATCH (policy:Policy)
// include: governs
WITH policy WHERE governs
MATCH (place:Jurisdiction)<-[:APPLIES_IN]-(policy)
WITH place, collect(DISTINCT policy) AS policies
ORDER BY size(policies) DESC, place.key
LIMIT $limit
CALL (policies) {
  UNWIND policies AS policy
  MATCH (policy)-[covers:COVERS]->(code:Code)
  RETURN count(DISTINCT code) AS codes,
    count(DISTINCT CASE WHEN covers.stance = 'not_covered' THEN code END) AS refused
}
RETURN
  place.key AS jurisdiction,
  place.name AS name,
  size(policies) AS policies,
  COLLECT {
    UNWIND policies AS policy
    MATCH (policy)-[:ISSUED_BY]->(payer:Payer)
    WITH payer.name AS payer, count(DISTINCT policy) AS times
    RETURN payer ORDER BY times DESC, payer LIMIT 5
  } AS payers,
  codes,
  refused
ORDER BY policies DESC, jurisdiction
