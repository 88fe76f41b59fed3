// name: derive_conditions_codes
// title: The diagnosis codes with their wording and parents
// mode: read
// param: system STRING  The code system
// returns: key STRING  Key of the code
// returns: display STRING  Its wording
// returns: terms LIST<STRING>  Its inclusion terms
// returns: above LIST<STRING>  Keys of its parents
// returns: entries LIST<STRING>  The entries of the alphabetic index that lead to it
MATCH (code:Code {system: $system}) WHERE code.display IS NOT NULL
RETURN code.key AS key, code.display AS display, coalesce(code.inclusion_terms, []) AS terms,
  COLLECT { MATCH (code)-[:CHILD_OF]->(above:Code) RETURN DISTINCT above.key AS above ORDER BY above } AS above,
  coalesce(code.index_terms, []) AS entries
ORDER BY key
