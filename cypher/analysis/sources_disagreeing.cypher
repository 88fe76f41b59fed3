// name: sources_disagreeing
// title: Codes that two sources word, date or class differently, and whose word wins
// mode: read
// description: What a source says about a node is kept on its STATED_BY edge; the node shows what the source of the
//   highest rank says. Of several editions of one series the newest speaks for all.
// param: system STRING  The code system, as HCPCS
// param: property STRING = "display"  Which property: display, status, billable, valid_from, valid_to, level, ...
// param: limit INTEGER = 100  At most so many rows
// returns: code STRING  Key of the code
// returns: shown STRING  What the node shows
// returns: stated LIST<STRING>  What each source says, as text (source), the winner first
// example: medcodegraph cypher run sources_disagreeing --system ICD10CM --property valid_from
MATCH (code:Code {system: $system})
WHERE COUNT { (code)-[:STATED_BY]->() } > 1
MATCH (code)-[claim:STATED_BY]->(source:Source)
WHERE claim[$property] IS NOT NULL AND NOT EXISTS {
  MATCH (code)-[:STATED_BY]->(newer:Source {series: source.series}) WHERE newer.begins > source.begins
}
WITH code, source, toString(claim[$property]) AS text
ORDER BY coalesce(source.rank, 0) DESC, coalesce(toString(source.begins), '') DESC, source.key DESC
WITH code, collect([text, source.key]) AS stated
WHERE any(one IN stated WHERE one[0] <> stated[0][0])
RETURN
  code.key AS code,
  toString(code[$property]) AS shown,
  [one IN stated | one[0] + ' (' + one[1] + ')'] AS stated
ORDER BY code
LIMIT $limit
