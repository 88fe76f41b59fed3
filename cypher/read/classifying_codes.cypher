// name: classifying_codes
// title: The diagnosis codes that classify a condition, each once, with the match and its sources
// mode: read
// description: Only codes that themselves classify it, not the codes below them: condition_codes gives the whole value set. A
//   range that is not in the loaded code system is left out: derived codes represent it. If sources state different
//   matches for a code, the most exact counts; mappings_disputed shows the others.
// param: key STRING  Key of the condition
// returns: node NODE  The code
// returns: match STRING  exact, narrow, broad or related
// returns: sources LIST<STRING>  Keys of the sources that state it
// returns: reason STRING  The reason, if it was derived from the wording
// example: medcodegraph cypher run classifying_codes --key MONDO:0004981
WITH $key AS key
// include: thing_of_key
MATCH (thing:Condition)<-[classifies:CLASSIFIES]-(code:Code)
WHERE NOT code.code CONTAINS '-' OR EXISTS { (code)-[:IN_SYSTEM]->(:CodeSystem) }
WITH code, coalesce(classifies.match, 'exact') AS match, collect(DISTINCT classifies.source) AS sources,
  max(classifies.reason) AS reason
ORDER BY CASE match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END
WITH code, collect({match: match, sources: sources, reason: reason})[0] AS best
RETURN code AS node, best.match AS match,
  COLLECT { UNWIND best.sources AS source RETURN source ORDER BY source } AS sources,
  best.reason AS reason
ORDER BY node.key
