// name: code_editions
// title: A code in each loaded edition: its wording, level and parents, over time
// mode: read
// description: One row for each edition that has the code, or that lists all codes of its level without it (`stated` is then
//   false). An edition is in force from its first day until the day before the next one of its series.
// param: key STRING  Key of the code, in any form
// param: complete BOOLEAN = false  Only editions that list every code of its level, or have a wording for this one
// returns: series STRING  The series it is an edition of
// returns: release STRING  Its release
// returns: begins DATE  The first day this edition is in force
// returns: until DATE  The last day, null for the newest loaded edition of its series
// returns: stated BOOLEAN  Whether it has the code
// returns: display STRING  Its wording in this edition
// returns: short STRING  Its abbreviated wording in this edition
// returns: level STRING  Its level in this edition
// returns: billable BOOLEAN  Whether it was billable
// returns: parents LIST<STRING>  Keys of its parents in this edition
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
