// name: derive_names
// title: Keep every writing of what people search for: codes, names, synonyms, in small letters without accents
// mode: write
// description: In the order that the query search reads them in. Whatever writes a node's facts takes `names` away,
//   so only nodes without any are looked at.
// param: folds LIST<MAP>  What stands in place of what, as maps of from and to
// param: most INTEGER  Of so many nodes at most
// returns: named INTEGER  How many nodes have got theirs
MATCH (node:Code|Procedure|Condition|Policy|Payer) WHERE node.names IS NULL
WITH node LIMIT $most
WITH node, [text IN
    [node.name, node.display, node.title, node.code, node.number, node.key, node.short]
    + coalesce(node.synonyms, []) + coalesce(node.terms, []) + coalesce(node.inclusion_terms, [])
    + [replace(node.code, '.', '')]
  WHERE text IS NOT NULL | toLower(text)] AS texts
CALL (node, texts) {
  SET node.names = [text IN texts | CASE WHEN text =~ '\\p{ASCII}*' THEN text
    ELSE reduce(plain = text, fold IN $folds | replace(plain, fold.from, fold.to)) END]
} IN TRANSACTIONS OF 5000 ROWS
RETURN count(*) AS named
