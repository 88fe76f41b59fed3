// name: policies_cited_most
// title: The policies that other policies refer to most, and by whom
// mode: read
// param: kind STRING = null  Only policies of this kind: NCD, LCD, ARTICLE, PAYER
// param: limit INTEGER = 25  The most rows to return
// returns: policy STRING  Key of the policy
// returns: title STRING  Its title
// returns: cited_by INTEGER  How many policies refer to it
// returns: kinds LIST<STRING>  The kinds of those policies, with counts
// returns: payers INTEGER  How many payers issued those
// example: medcodegraph cypher run policies_cited_most --kind NCD
MATCH (policy:Policy)<-[:CITES]-(citing:Policy)
WHERE $kind IS NULL OR policy.kind = $kind
WITH policy, collect(DISTINCT citing) AS citing
ORDER BY size(citing) DESC, policy.key
LIMIT $limit
RETURN
  policy.key AS policy,
  policy.title AS title,
  size(citing) AS cited_by,
  COLLECT {
    UNWIND citing AS one
    WITH coalesce(one.kind, 'unknown') AS kind, count(*) AS times
    RETURN kind + ' ' + toString(times) AS text ORDER BY times DESC, kind
  } AS kinds,
  COUNT { UNWIND citing AS one MATCH (one)-[:ISSUED_BY]->(payer:Payer) RETURN DISTINCT payer } AS payers
ORDER BY cited_by DESC, policy
