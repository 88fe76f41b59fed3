// name: node_sources
// title: The sources of a node, each with the properties shown from it
// mode: read
// description: In order of precedence: sources of a higher rank, then newer editions. If all values of a source are
//   overridden, its lists are empty. Whether and when a code ends comes from one source, the first that states it; days
//   that follow from lists come from the list that lacks the code.
// param: key STRING  Key of the node
// returns: place INTEGER  Its position, from 0
// returns: sources LIST<STRING>  Key of the source, in a list
// returns: properties LIST<STRING>  The properties shown from it
// returns: fields LIST<STRING>  The same, by their API names
// example: medcodegraph cypher run node_sources --key ICD10CM:E11.9
WITH $key AS key
// include: node_of_key
MATCH (node)-[claim:STATED_BY]->(source:Source) WHERE NOT coalesce(source.hidden, false)
WITH node, claim, source, [source.rank, coalesce(toString(source.begins), ''), source.key] AS place
ORDER BY place DESC
WITH node, coalesce(source.series, source.key) AS series,
  collect({source: source.key, place: place, said: properties(claim)}) AS claims
WITH node, claims[0] AS newest, claims
ORDER BY newest.place DESC
WITH node, collect(newest) AS standing, reduce(all = [], one IN collect(claims) | all + one) AS claims,
  [(node)-[lack:LACKED_BY]->(list:Source) | {
    source: list.key, place: [list.rank, coalesce(toString(list.begins), ''), list.key],
    begins: lack.valid_from, ends: lack.valid_to
  }] AS lacks
WITH node, standing, claims, lacks,
  head([one IN standing WHERE one.said.status IS NOT NULL OR one.said.valid_to IS NOT NULL]) AS life
UNWIND keys(node) AS name
WITH * WHERE NOT name IN ['key', 'names', 'information_content'] ORDER BY name
WITH node, claims, lacks, collect([name, CASE
  WHEN name = 'valid_to' OR (name = 'status' AND node.valid_to IS NOT NULL) THEN coalesce(
    CASE WHEN life.said.valid_to IS NOT NULL THEN life.source END,
    head([lack IN lacks WHERE lack.ends = node.valid_to | lack.source]))
  WHEN name = 'status' THEN life.source
  WHEN name = 'valid_from' THEN coalesce(
    head([one IN standing + claims WHERE one.said.valid_from = node.valid_from | one.source]),
    head([lack IN lacks WHERE lack.begins = node.valid_from | lack.source]))
  ELSE head([one IN standing WHERE one.said[name] IS NOT NULL | one.source])
END]) AS said
UNWIND claims + [lack IN lacks WHERE none(one IN claims WHERE one.source = lack.source)] AS one
WITH one.source AS source, one.place AS rank, said
ORDER BY rank DESC
WITH collect([source, [pair IN said WHERE pair[1] = source | pair[0]]]) AS rows
UNWIND range(0, size(rows) - 1) AS place
WITH place, rows[place][0] AS source, rows[place][1] AS properties
RETURN place, [source] AS sources, properties,
  [name IN properties | CASE name WHEN 'coverage' THEN 'coverageIndicator' ELSE
    reduce(all = head(split(name, '_')), word IN tail(split(name, '_')) | all + toUpper(left(word, 1)) + substring(word, 1))
  END] AS fields
ORDER BY place
