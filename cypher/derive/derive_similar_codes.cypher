// name: derive_similar_codes
// title: Evidence for similar codes: the codes, their wording and classification, a page at a time
// mode: read
// param: after STRING  Key of the last code of the previous page; empty for the first page
// param: limit INTEGER  The most codes to return
// returns: key STRING  Key of the code
// returns: words LIST<STRING>  Its display, description and inclusion terms
// returns: licensed BOOLEAN  Whether its words must not be quoted, as a source of licensed texts states them
// returns: axes LIST<STRING>  The meaning of its single characters
// returns: ingredients LIST<STRING>  For a drug: the ingredients that its wording names
// returns: classes LIST<STRING>  Its classifications, as NAME:value: type of service, diagnostic category
// returns: grouped BOOLEAN  Whether such a category places it, so that its number adds nothing
// returns: above LIST<STRING>  Keys of its parents
// returns: maps LIST<STRING>  Keys of the codes that official maps lead to
// returns: pairs INTEGER  How many pairs it has in the graph, with codes of larger keys
// returns: loads LIST<STRING>  Their marks: one, unless a derivation was interrupted
MATCH (code:Code)
WHERE code.key > $after
WITH code ORDER BY code.key LIMIT $limit
RETURN
  code.key AS key,
  [words IN [code.display, code.description] WHERE words IS NOT NULL] + coalesce(code.inclusion_terms, []) AS words,
  EXISTS { (code)-[:STATED_BY]->(:Source {licensed: true}) } AS licensed,
  coalesce(code.axes, []) AS axes,
  coalesce(code.ingredients, []) AS ingredients,
  [class IN ['BETOS:' + code.betos, 'MDC:' + code.mdc + coalesce(' ' + code.drg_type, '')] WHERE class IS NOT NULL] AS classes,
  code.mdc IS NOT NULL AS grouped,
  COLLECT { MATCH (code)-[:CHILD_OF]->(above:Code) RETURN DISTINCT above.key } AS above,
  COLLECT { MATCH (code)-[:MAPS_TO]->(other:Code) RETURN DISTINCT other.key } AS maps,
  COUNT { (code)-[:SIMILAR_TO]->() } AS pairs,
  COLLECT { MATCH (code)-[similar:SIMILAR_TO]->() RETURN DISTINCT similar.load } AS loads
ORDER BY key
