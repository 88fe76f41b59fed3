// name: classifying_codes
// title: The diagnosis codes that mean a condition, each once, with how exactly and who says so
// mode: read
// description: Only codes of which it is said itself, not the codes below them: condition_codes gives the whole value set. Of
//   a range that is not in the code system as it is loaded is left out: derived codes stand for it. Of
//   what sources say of one code, the most exact counts; mappings_disputed shows the rest.
// param: key STRING  Key of the condition
// returns: node NODE  The code
// returns: match STRING  exact, narrow, broad or related
// returns: sources LIST<STRING>  Keys of the sources that say so
// returns: reason STRING  Why, where it was derived from the wording
// example: medcodegraph cypher run classifying_codes --key MONDO:0004981
MATCH (:Condition {key: $key})<-[classifies:CLASSIFIES]-(code:Code)
WHERE NOT code.code CONTAINS '-' OR EXISTS { (code)-[:IN_SYSTEM]->(:CodeSystem) }
WITH code, coalesce(classifies.match, 'exact') AS match, collect(DISTINCT classifies.source) AS sources,
  max(classifies.reason) AS reason
ORDER BY CASE match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END
WITH code, collect({match: match, sources: sources, reason: reason})[0] AS best
RETURN code AS node, best.match AS match,
  COLLECT { UNWIND best.sources AS source RETURN source ORDER BY source } AS sources,
  best.reason AS reason
ORDER BY node.key
