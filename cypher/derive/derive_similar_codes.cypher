// name: derive_similar_codes
// title: Evidence for similar codes: codes, their wording and classification
// mode: read
// param: keys LIST<STRING>  Keys of the codes; unknown keys are left out
// returns: key STRING  Key of the code
// returns: words LIST<STRING>  Its display, description and inclusion terms
// returns: licensed BOOLEAN  Whether its words must not be quoted, as a source of licensed texts states them
// returns: axes LIST<STRING>  The meaning of its single characters
// returns: ingredients LIST<STRING>  For a drug: the ingredients that its wording names
// returns: classes LIST<STRING>  Its classifications, as NAME:value: type of service, diagnostic category
// returns: grouped BOOLEAN  Whether such a category places it, so that its number adds nothing
// returns: above LIST<STRING>  Keys of its parents
// returns: maps LIST<STRING>  Keys of the codes that official maps lead to
// returns: loads LIST<STRING>  The marks of its pairs in the graph, with codes of larger keys
UNWIND $keys AS wanted
MATCH (code:Code {key: wanted})
RETURN
  code.key AS key,
  [words IN [code.display, code.description] WHERE words IS NOT NULL] + coalesce(code.inclusion_terms, []) AS words,
  EXISTS { (code)-[:STATED_BY]->(:Source {licensed: true}) } AS licensed,
  coalesce(code.axes, []) AS axes,
  coalesce(code.ingredients, []) AS ingredients,
  [class IN ['BETOS:' + code.betos, 'MDC:' + code.mdc + coalesce(' ' + code.drg_type, '')] WHERE class IS NOT NULL] AS classes,
  code.mdc IS NOT NULL AS grouped,
  COLLECT { MATCH (code)-[:CHILD_OF]->(above:Code) RETURN DISTINCT above.key AS above ORDER BY above } AS above,
  COLLECT { MATCH (code)-[:MAPS_TO]->(other:Code) RETURN DISTINCT other.key AS other ORDER BY other } AS maps,
  COLLECT { MATCH (code)-[similar:SIMILAR_TO]->() RETURN similar.load AS load ORDER BY load } AS loads
ORDER BY key
