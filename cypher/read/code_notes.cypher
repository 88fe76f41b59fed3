// name: code_notes
// title: The notes that apply to a code: its own and those of the headings above it
// mode: read
// description: A note on a chapter, section or category applies to every code below it. The code's own notes come first,
//   then those of the nearest heading.
// param: key STRING  Key of the code
// param: inherited BOOLEAN = false  Leave out the code's own notes
// returns: node NODE  The code that states the notes: the code itself or a heading above it
// returns: steps INTEGER  How many levels above the code that is; 0 for the code itself
// returns: kind STRING  includes, excludes1, excludes2, code_first, use_additional, code_also or notes
// returns: texts LIST<STRING>  The wording of the notes
// example: medcodegraph cypher run code_notes --key ICD10CM:I10
// example: medcodegraph cypher run code_notes --key icd10cm:s72001a --inherited true
MATCH (code:Code {key: $key})
MATCH path = (code)-[:CHILD_OF*0..]->(heading:Code)
WITH heading, min(length(path)) AS steps
WHERE steps > 0 OR NOT $inherited
UNWIND [
  ['includes', heading.includes], ['excludes1', heading.excludes1], ['excludes2', heading.excludes2],
  ['code_first', heading.code_first], ['use_additional', heading.use_additional], ['code_also', heading.code_also],
  ['notes', heading.notes]] AS stated
WITH heading, steps, stated[0] AS kind, stated[1] AS texts
WHERE texts IS NOT NULL
RETURN heading AS node, steps, kind, texts
ORDER BY steps, node.key, kind
