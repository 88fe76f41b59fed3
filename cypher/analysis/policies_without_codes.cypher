// name: policies_without_codes
// title: Active policies that name no code, and related ones that do
// mode: read
// description: A national or local determination often leaves the codes to its articles: these are listed if the policy
//   and the article refer to each other.
// param: kind STRING = null  Only policies of this kind: NCD, LCD, ARTICLE, PAYER
// param: limit INTEGER = 100  The most rows to return
// returns: policy STRING  Key of the policy
// returns: title STRING  Its title
// returns: effective_from DATE  Its first day
// returns: named_by LIST<STRING>  Keys of related policies that do name codes
// returns: source STRING  Key of a source that states it
// example: medcodegraph cypher run policies_without_codes --kind NCD
MATCH (policy:Policy)
WHERE coalesce(policy.status, 'active') = 'active'
  AND ($kind IS NULL OR policy.kind = $kind)
  AND NOT EXISTS { (policy)-[:COVERS|SUPPORTS]->() }
WITH policy ORDER BY policy.key LIMIT $limit
RETURN
  policy.key AS policy,
  policy.title AS title,
  policy.effective_from AS effective_from,
  COLLECT {
    MATCH (policy)-[:CITES]-(near:Policy)
    WHERE EXISTS { (near)-[:COVERS|SUPPORTS]->() }
    RETURN DISTINCT near.key AS near ORDER BY near
  } AS named_by,
  head(COLLECT { MATCH (policy)-[:STATED_BY]->(source:Source) RETURN source.key ORDER BY coalesce(source.rank, 0) DESC, source.key })
    AS source
ORDER BY policy
