// name: noted_codes
// title: The codes that the notes of a code name: excluded, coded first, in addition, or also
// mode: read
// description: The notes of the headings above apply too. A range is given by the fewest codes, categories, sections or
//   chapters that cover it; a note about one of these applies to all codes below, unless it is qualified.
// param: key STRING  Key of the code
// param: kinds LIST<STRING> = null  Only these: excludes1, excludes2, code_first, use_additional, code_also
// returns: node NODE  The named code
// returns: kind STRING  excludes1, excludes2, code_first, use_additional or code_also
// returns: note STRING  The note that names it
// returns: qualified BOOLEAN  Whether the note means only some of the codes below it
// returns: steps INTEGER  How many levels above the code the note is; 0 for its own notes
// returns: inherited_from LIST<STRING>  Key of the heading whose note it is; empty if it is the code's own
// returns: source LIST<STRING>  Key of the source
// example: medcodegraph cypher run noted_codes --key ICD10CM:I10 --kinds excludes1,excludes2
MATCH (code:Code {key: $key})
MATCH path = (code)-[:CHILD_OF*0..]->(heading:Code)
WITH code, heading, min(length(path)) AS steps
MATCH (heading)-[names:EXCLUDES1|EXCLUDES2|CODE_FIRST|USE_ADDITIONAL|CODE_ALSO]->(named:Code)
WHERE $kinds IS NULL OR toLower(type(names)) IN $kinds
RETURN named AS node, toLower(type(names)) AS kind, names.note AS note, coalesce(names.qualified, false) AS qualified,
  steps, CASE WHEN heading <> code THEN [heading.key] ELSE [] END AS inherited_from, [names.source] AS source
ORDER BY steps, kind, note, node.key, source
