// name: code_editions
// title: What each loaded edition says of a code: its wording, level and place, over time
// mode: read
// description: One row for each edition that states it, or that would name it if it were there: then `stated` is false.
//   An edition is in force from the day it begins until the day before the next one of its series.
// param: key STRING  Key of the code, in any writing
// param: complete BOOLEAN = false  Only editions that name every code of its kind, or word this one
// returns: series STRING  What it is an edition of
// returns: release STRING  Which release
// returns: begins DATE  The first day this edition is in force
// returns: until DATE  The last day, null for the newest of its series that is loaded
// returns: stated BOOLEAN  Whether it has the code
// returns: display STRING  Its wording then
// returns: short STRING  Its abbreviated wording then
// returns: level STRING  Its level then
// returns: billable BOOLEAN  Whether it could be billed then
// returns: parents LIST<STRING>  Keys of the codes right above it then
// returns: source STRING  Key of the edition
// returns: sources LIST<STRING>  The same, in a list
// example: medcodegraph cypher run code_editions --key ICD10CM:S30.1XXA
MATCH (code:Code {key: $key})
CALL (code) {
  MATCH (code)-[claim:STATED_BY]->(source:Source)
  WHERE source.series IS NOT NULL AND NOT coalesce(source.hidden, false)
  RETURN source, claim
  UNION
  MATCH (source:Source {state: 'complete'})
  WHERE code.system + ' ' + code.level IN source.lists AND NOT EXISTS { (code)-[:STATED_BY]->(source) }
  RETURN source, null AS claim
}
WITH code, source, claim
WHERE NOT $complete OR CASE size(coalesce(source.lists, []))
  WHEN 0 THEN claim.display IS NOT NULL
  ELSE any(list IN source.lists WHERE list STARTS WITH code.system + ' ')
END
RETURN
  source.series AS series,
  source.release AS release,
  source.begins AS begins,
  head(COLLECT {
    MATCH (next:Source {series: source.series, state: 'complete'})
    WHERE next.begins > source.begins
    RETURN next.begins - duration('P1D') AS day ORDER BY day
  }) AS until,
  claim IS NOT NULL AS stated,
  claim.display AS display,
  claim.short AS short,
  claim.level AS level,
  claim.billable AS billable,
  COLLECT {
    MATCH (code)-[edge:CHILD_OF|FORMER]->(above:Code)
    WHERE edge.source = source.key AND coalesce(edge.kind, 'CHILD_OF') = 'CHILD_OF'
    RETURN DISTINCT above.key AS above ORDER BY above
  } AS parents,
  source.key AS source,
  [source.key] AS sources
ORDER BY begins, series, release
