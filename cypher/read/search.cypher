// name: search
// title: Codes, procedures, conditions, policies and payers that match a text, best first
// mode: read
// description: An exact key scores above 5, an exact code or policy number above 4, an exact name above 3, an
//   exact synonym above 2, whatever the case of its letters; what matches by words scores below 1, by the
//   full-text indexes' own score: one stems, the other folds accents and knows words half typed. Without kinds
//   and systems the 1000 best of each index are looked at.
// param: text STRING  What is looked for, as it was typed
// param: lucene STRING  The same as a query of the full-text indexes (graph/fulltext.py makes it and codes)
// param: codes LIST<STRING> = []  Keys and numbers that the text may be a writing of, and lucene asks for
// param: kinds LIST<STRING> = []  Only nodes with one of these labels; none for all
// param: systems LIST<STRING> = []  Only codes of these systems; none for all
// param: limit INTEGER = 10  At most so many rows
// returns: node NODE  What was found
// returns: score FLOAT  How well it matches
// returns: field STRING  The property that matched
// returns: matched STRING  The text of it that matched
// example: medcodegraph cypher run search --text nhl --lucene nhl
// example: medcodegraph cypher run search --text C9100 --lucene 'code:"c91.00"' --codes C9100,C91.00
UNWIND ['search', 'search_folded'] AS index
CALL db.index.fulltext.queryNodes(index, $lucene, {
  limit: CASE WHEN size($kinds) + size($systems) = 0 THEN 1000 ELSE 1000000 END
}) YIELD node, score AS found
WITH node, max(found) AS found
WHERE (size($kinds) = 0 OR any(label IN labels(node) WHERE label IN $kinds))
  AND (size($systems) = 0 OR node.system IN $systems)
WITH node, found / (1 + found) AS words, toLower(trim($text)) AS asked, size(trim($text)) AS long
WITH node, asked, words,
  CASE
    WHEN node.key IN $codes THEN 5
    WHEN node.code IN $codes OR node.number IN $codes THEN 4
    WHEN any(name IN [node.name, node.display, node.title, node.description]
      WHERE size(name) = long AND toLower(name) = asked) THEN 3
    WHEN any(name IN node.synonyms WHERE size(name) = long AND toLower(name) = asked) THEN 2
    WHEN any(name IN node.terms WHERE size(name) = long AND toLower(name) = asked) THEN 2
    ELSE 0
  END AS exact
WITH node, asked, exact, round(exact + words, 6) AS score
ORDER BY score DESC, node.key
LIMIT $limit
WITH node, score, asked, CASE exact
  WHEN 5 THEN [['key', node.key]]
  WHEN 4 THEN [['code', node.code], ['number', node.number]]
  ELSE
    [['name', node.name], ['display', node.display], ['title', node.title], ['description', node.description]]
    + [text IN coalesce(node.synonyms, []) | ['synonyms', text]]
    + [text IN coalesce(node.terms, []) | ['terms', text]]
    + [text IN coalesce(node.inclusion_terms, []) | ['inclusion_terms', text]]
    + [['code', node.code], ['number', node.number], ['key', node.key]]
  END AS texts
WITH node, score, asked, split(asked, ' ') AS words, [text IN texts WHERE text[1] IS NOT NULL] AS texts
WITH node, score, head(
  [text IN texts WHERE toLower(text[1]) = asked]
  + [text IN texts WHERE all(word IN words WHERE toLower(text[1]) CONTAINS word)]
  + texts
) AS best
RETURN node, score, best[0] AS field, best[1] AS matched
ORDER BY score DESC, node.key
