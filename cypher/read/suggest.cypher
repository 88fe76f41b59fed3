// name: suggest
// title: Completions of a text as it is typed: codes, names and synonyms that begin with it
// mode: read
// description: Exact matches and meanings from the vocabulary come first; then wordings that need the fewest further letters
//   and weigh most (rule search_weight). Nothing retired.
// param: text STRING  The text typed so far
// param: limit INTEGER = 10  The most rows to return
// derived: asked LIST<STRING> from text  Everything derived from the text, as for the query search
// returns: node NODE  The node found
// returns: wording STRING  The wording that matched, in lower case
// returns: rank FLOAT  How close it is, in descending order
// example: medcodegraph cypher run suggest --text diabet
CALL () {
  WITH $asked[0] AS folded, split($asked[9], '\n') AS meant, $asked[1] AS names
  CALL db.index.fulltext.queryNodes('search_names', names, {limit: 300}) YIELD node
  // include: search_weight
  WITH * WHERE NOT retired
  WITH *, coalesce(
      head([name IN node.names WHERE name = folded]),
      head([name IN node.names WHERE name STARTS WITH folded]),
      head([name IN node.names WHERE name IN meant]), node.names[0]) AS wording
  WITH *, round(weight * CASE
      WHEN wording = folded THEN 3.0
      WHEN wording STARTS WITH folded THEN toFloat(size(folded)) / size(wording)
      ELSE 2.0
    END + 0.2 * COUNT { (node)--() } / (COUNT { (node)--() } + 50), 6) AS rank
  ORDER BY rank DESC, node.key
  RETURN collect([node, wording, rank]) AS found
}
UNWIND found[..$limit] AS hit
WITH hit[0] AS node, hit[1] AS wording, hit[2] AS rank
RETURN node, wording, rank
ORDER BY rank DESC, node.key
