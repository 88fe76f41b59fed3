// name: search
// title: Codes, procedures, conditions, policies and payers that match a text, best first
// mode: read
// description: The score's whole number is the reason. 7: the text is the key, in any writing; 6: it is the code or
//   the policy's number; 5: the name; 4: a synonym or another wording; 3: a name, code or synonym begins with it; 2:
//   all its words are there, whatever their endings and order; 1: likewise, but for the last word's being a beginning
//   or for accents; 0: what is a slip away, looked for only where nothing else matches. After the point: for 2 to 0
//   how well the words match, by the full-text index; for 3 how much of the name is typed; and everywhere what
//   has more edges in the graph comes first, what is retired last. A stage is left out where the ones before it
//   fill the limit. The query search_match tells which text of a hit it was.
// param: text STRING  What is looked for, as it was typed
// param: kinds LIST<STRING> = []  Only nodes with one of these labels; none for all
// param: systems LIST<STRING> = []  Only codes of these systems; none for all
// param: statuses LIST<STRING> = []  Only what has one of these statuses; none for all
// param: payers LIST<STRING> = []  Only policies of the payers with these keys; none for all
// param: limit INTEGER = 10  At most so many rows
// param: most INTEGER = 1000  How many of what matches by words are ranked
// derived: folded STRING from text  The text in small letters without accents
// derived: codes LIST<STRING> from text  Keys and numbers it may be a writing of
// derived: names STRING from text  The query of names that are it or begin with it
// derived: words STRING from text  The query of its words
// derived: beginnings STRING from text  The query of its words, the last one being typed
// derived: near_names STRING from text  The query of names a slip away
// derived: near_words STRING from text  The query of words a slip away
// returns: node NODE  What was found
// returns: score FLOAT  How well it matches
// returns: reason STRING  EXACT_CODE, EXACT_NAME, EXACT_SYNONYM, PREFIX, WORDS or TYPO
// example: medcodegraph cypher run search --text nhl
// example: medcodegraph cypher run search --text c9100 --systems ICD10CM --format json
CALL () {
  CALL db.index.fulltext.queryNodes('search_names', $names) YIELD node
  WHERE (size($kinds) = 0 OR labels(node)[0] IN $kinds)
    AND (size($systems) = 0 OR node.system IN $systems)
    AND (size($statuses) = 0 OR node.status IN $statuses)
    AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers })
  WITH *,
    CASE
      WHEN node.key IN $codes THEN 7
      WHEN node.code IN $codes OR node.number IN $codes OR $folded IN [toLower(node.code), toLower(node.number)] THEN 6
      WHEN node.names[0] = $folded THEN 5
      WHEN $folded IN node.names THEN 4
      ELSE 3
    END AS class,
    CASE node.status WHEN 'retired' THEN 0 ELSE COUNT { (node)--() } END AS edges
  WITH *, class + CASE class
      WHEN 3 THEN 0.5 * size($folded) / size(head([name IN node.names WHERE name STARTS WITH $folded]))
      ELSE 0.0
    END + 0.5 * edges / (edges + 50) AS score
  ORDER BY score DESC, node.key
  WHERE score IS NOT NULL
  RETURN collect([node, score]) AS named
}
CALL (named) {
  WITH * WHERE size(named) < $limit
  CALL db.index.fulltext.queryNodes('search', $words, {
    limit: CASE WHEN size($kinds) + size($systems) + size($statuses) + size($payers) = 0 THEN $most ELSE 1000000 END
  }) YIELD node, score
  WHERE (size($kinds) = 0 OR labels(node)[0] IN $kinds)
    AND (size($systems) = 0 OR node.system IN $systems)
    AND (size($statuses) = 0 OR node.status IN $statuses)
    AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers })
  RETURN collect([node, 2 + score / (score + 10)]) AS worded
}
CALL (named, worded) {
  WITH * WHERE size(named) < $limit AND size(worded) < $limit
  CALL db.index.fulltext.queryNodes('search_words', $beginnings, {
    limit: CASE WHEN size($kinds) + size($systems) + size($statuses) + size($payers) = 0 THEN $most ELSE 1000000 END
  }) YIELD node, score
  WHERE (size($kinds) = 0 OR labels(node)[0] IN $kinds)
    AND (size($systems) = 0 OR node.system IN $systems)
    AND (size($statuses) = 0 OR node.status IN $statuses)
    AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers })
  RETURN collect([node, 1 + score / (score + 10)]) AS begun
}
CALL (named, worded, begun) {
  UNWIND CASE WHEN size(named) + size(worded) + size(begun) > 0 THEN []
    ELSE [['search_names', $near_names, 0.5], ['search_words', $near_words, 0.0]] END AS near
  CALL db.index.fulltext.queryNodes(near[0], near[1], {
    limit: CASE WHEN size($kinds) + size($systems) + size($statuses) + size($payers) = 0 THEN $most ELSE 1000000 END
  }) YIELD node, score
  WHERE (size($kinds) = 0 OR labels(node)[0] IN $kinds)
    AND (size($systems) = 0 OR node.system IN $systems)
    AND (size($statuses) = 0 OR node.status IN $statuses)
    AND (size($payers) = 0 OR EXISTS { (node)-[:ISSUED_BY]->(payer:Payer) WHERE payer.key IN $payers })
  RETURN collect([node, near[2] + 0.5 * score / (score + 10)]) AS mistyped
}
CALL (named, worded, begun, mistyped) {
  UNWIND named[..$limit] + worded[..$most] + begun[..$most] + mistyped[..$most] AS hit
  WITH hit[0] AS node, max(hit[1]) AS score
  WITH node, round(round(score, 4) + CASE
      WHEN score >= 3 OR node.status = 'retired' THEN 0.0
      ELSE 0.0001 * COUNT { (node)--() } / (COUNT { (node)--() } + 50)
    END, 7) AS score
  ORDER BY score DESC, node.key
  RETURN collect([node, score]) AS hits
}
UNWIND hits[..$limit] AS hit
WITH hit[0] AS node, hit[1] AS score
RETURN node, score,
  CASE
    WHEN score >= 6 THEN 'EXACT_CODE'
    WHEN score >= 5 THEN 'EXACT_NAME'
    WHEN score >= 4 THEN 'EXACT_SYNONYM'
    WHEN score >= 3 THEN 'PREFIX'
    WHEN score >= 1 THEN 'WORDS'
    ELSE 'TYPO'
  END AS reason
ORDER BY score DESC, node.key
