// name: suggest
// title: What a text that is being typed may become: codes, names and synonyms that begin with it
// mode: read
// description: What is the text, or what the vocabulary says is meant by it, comes first; then what needs the fewest
//   letters more and counts most (rule search_weight). Nothing that is retired.
// param: text STRING  What is typed so far
// param: limit INTEGER = 10  At most so many rows
// derived: asked LIST<STRING> from text  All that is made of the text, as for the query search
// returns: node NODE  What was found
// returns: wording STRING  The wording that matched, in small letters
// returns: rank FLOAT  How near it is, falling
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
