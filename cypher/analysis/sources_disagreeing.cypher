// name: sources_disagreeing
// title: Codes that sources word, date or classify differently, and which source wins
// mode: read
// description: What a source says about a node is stored on its STATED_BY edge; the node shows the values of the source
//   with the highest rank. Of several editions of one series only the newest counts.
// param: system STRING  The code system: HCPCS
// param: property STRING = "display"  Which property: display, status, billable, valid_from, valid_to, level, ...
// param: limit INTEGER = 100  The most rows to return
// returns: code STRING  Key of the code
// returns: shown STRING  The value shown on the node
// returns: stated LIST<STRING>  Each source's value, as text (source), the winner first
// example: medcodegraph cypher run sources_disagreeing --system ICD10CM --property valid_from
WITH $property IN ['valid_to', 'valid_from_by', 'valid_to_by'] OR EXISTS { MATCH (:Source {hidden: true}) } AS unshown
MATCH (code:Code)
WHERE code.key STARTS WITH $system + ':' AND (unshown OR code[$property] IS NOT NULL)
// A value that is stated is shown, with these exceptions; and if two differ, one of them is not the one shown.
WITH code, coalesce(code[$property], '') AS shown
WHERE EXISTS { MATCH (code)-[said:STATED_BY]->() WHERE said[$property] <> shown }
WITH code ORDER BY code.key
CALL (code) {
  MATCH (code)-[claim:STATED_BY]->(source:Source)
  WHERE claim[$property] IS NOT NULL AND NOT EXISTS {
    MATCH (code)-[:STATED_BY]->(newer:Source {series: source.series}) WHERE newer.begins > source.begins
  }
  WITH source, toString(claim[$property]) AS text
  ORDER BY coalesce(source.rank, 0) DESC, coalesce(toString(source.begins), '') DESC, source.key DESC
  RETURN collect([text, source.key]) AS stated
}
WITH code, stated WHERE any(one IN stated WHERE one[0] <> stated[0][0])
RETURN
  code.key AS code,
  toString(code[$property]) AS shown,
  [one IN stated | one[0] + ' (' + one[1] + ')'] AS stated
ORDER BY code
LIMIT $limit
