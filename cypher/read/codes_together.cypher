// name: codes_together
// title: Whether two diagnosis codes may be used together on a claim
// mode: read
// description: From the notes of the tabular list on either code or the headings above it. excluded: an Excludes1 note, so
//   not together, unless the two conditions are unrelated (guideline I.A.12.a). partly excluded: an Excludes1 note that
//   means only some of these codes: read it. together: other notes name them as codes to use with each other. allowed: an
//   Excludes2 note, so both may be used if the patient has both. not stated: no note names them; payers' edits and the
//   guidelines may still apply.
// param: key STRING  Key of one code
// param: other_key STRING  Key of the other
// returns: answer STRING  excluded, partly excluded, together, allowed or not stated; unknown if a code is not loaded
// returns: first STRING  Key of the code to sequence first, if a note says so
// returns: notes LIST<MAP>  The notes: kind, note, stated_at, names (keys), qualified, source
// example: medcodegraph cypher run codes_together --key ICD10CM:I10 --other-key ICD10CM:O14.00
// example: medcodegraph cypher run codes_together --key ICD10CM:F02.80 --other-key ICD10CM:G30.9
OPTIONAL MATCH (one:Code {key: $key})
OPTIONAL MATCH (other:Code {key: $other_key})
CALL (one, other) {
  UNWIND [[one, other], [other, one]] AS pair
  WITH pair[0] AS code, pair[1] AS with
  MATCH path = (code)-[:CHILD_OF*0..]->(heading:Code)
  WITH code, with, heading, min(length(path)) AS steps
  MATCH (heading)-[names:EXCLUDES1|EXCLUDES2|CODE_FIRST|USE_ADDITIONAL|CODE_ALSO]->(named:Code)
  WHERE EXISTS { (with)-[:CHILD_OF*0..]->(named) } AND NOT EXISTS { (with)-[:CHILD_OF*0..]->(heading) }
  WITH code, with, heading, named, names, steps
  ORDER BY steps, type(names), names.note, named.key
  RETURN collect(DISTINCT {
    kind: toLower(type(names)), note: names.note, stated_at: heading.key, names: named.key,
    qualified: coalesce(names.qualified, false), source: names.source,
    first: CASE type(names) WHEN 'CODE_FIRST' THEN with.key WHEN 'USE_ADDITIONAL' THEN code.key END
  }) AS notes
}
WITH *, [note IN notes WHERE note.kind = 'excludes1'] AS excluding
RETURN
  CASE
    WHEN one IS NULL OR other IS NULL THEN 'unknown'
    WHEN any(note IN excluding WHERE NOT note.qualified) THEN 'excluded'
    WHEN size(excluding) > 0 THEN 'partly excluded'
    WHEN any(note IN notes WHERE note.kind <> 'excludes2') THEN 'together'
    WHEN size(notes) > 0 THEN 'allowed'
    ELSE 'not stated'
  END AS answer,
  head([note IN notes WHERE note.first IS NOT NULL | note.first]) AS first,
  [note IN notes | note {.kind, .note, .stated_at, .names, .qualified, .source}] AS notes
