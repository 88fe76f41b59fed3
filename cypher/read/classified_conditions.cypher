// name: classified_conditions
// title: The conditions of a diagnosis code, each once, with the match and its sources
// mode: read
// description: Its own conditions and those inherited from a heading above it. If sources state different matches for a
//   condition, the most exact counts; mappings_disputed shows the others.
// param: key STRING  Key of the code
// returns: node NODE  The condition
// returns: match STRING  exact, narrow, broad or related
// returns: inherited_from LIST<STRING>  Key of the heading it is inherited from; empty if the code itself has it
// returns: sources LIST<STRING>  Keys of the sources that state it
// returns: reason STRING  The reason, if it was derived from the wording
// example: medcodegraph cypher run classified_conditions --key ICD10CM:I50.22
MATCH (code:Code {key: $key})
// include: conditions_of_code
WITH condition, match, inherited_from, collect(DISTINCT classifies.source) AS sources, max(classifies.reason) AS reason
ORDER BY CASE match WHEN 'exact' THEN 0 WHEN 'narrow' THEN 1 WHEN 'broad' THEN 2 ELSE 3 END,
  inherited_from IS NOT NULL, inherited_from.key
WITH condition, collect({match: match, from: inherited_from.key, sources: sources, reason: reason})[0] AS best
RETURN condition AS node, best.match AS match,
  CASE WHEN best.from IS NULL THEN [] ELSE [best.from] END AS inherited_from,
  COLLECT { UNWIND best.sources AS source RETURN source ORDER BY source } AS sources,
  best.reason AS reason
ORDER BY node.key
