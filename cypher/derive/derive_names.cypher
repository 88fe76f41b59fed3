// name: derive_names
// title: Store every wording that people search for: codes, names, synonyms, in lower case without accents
// mode: write
// description: First the texts in the order in which the query search_match reads them, then variants that people type:
//   a text without its parentheses, its part in brackets ("acute nasopharyngitis [common cold]"), without endings such
//   as "unspecified", an ingredient without its salt ("heparin" for "heparin sodium"), and an index entry in natural
//   order ("chest pain" for "Pain, chest"). Every write of a node's facts removes `names`, so only nodes without any
//   are processed.
// param: folds LIST<MAP>  Replacements of characters, as maps of from and to
// param: fillers LIST<STRING>  Endings that publishers add and people do not type
// param: substances MAP  The substance of each ingredient that has another name
// param: most INTEGER  The most nodes to process
// returns: named INTEGER  How many nodes were given names
MATCH (node:Code|Procedure|Condition|Policy|Payer) WHERE node.names IS NULL
WITH node LIMIT $most
WITH node, [text IN
    [node.name, node.display, node.title, node.code, node.number, node.key, node.short]
    + coalesce(node.synonyms, []) + coalesce(node.terms, []) + coalesce(node.inclusion_terms, [])
    + coalesce(node.includes, []) + coalesce(node.index_terms, []) + coalesce(node.neoplasm_terms, [])
    + coalesce(node.drug_terms, []) + coalesce(node.cause_terms, []) + coalesce(node.ingredients, [])
    + [replace(node.code, '.', '')] + coalesce(node.xrefs, [])
  WHERE text IS NOT NULL | toLower(text)] AS texts,
  [text IN coalesce(node.index_terms, []) + coalesce(node.neoplasm_terms, []) + coalesce(node.drug_terms, [])
    + coalesce(node.cause_terms, []) WHERE text CONTAINS ', ' | toLower(text)] AS entries
CALL (node, texts, entries) {
  WITH [one IN coalesce(node.ingredients, []) | coalesce($substances[one], '')] AS drugs,
    [text IN texts | CASE WHEN text =~ '\\p{ASCII}*' THEN text
      ELSE reduce(plain = text, fold IN $folds | replace(plain, fold.from, fold.to)) END] AS plain,
    [entry IN entries | CASE WHEN entry =~ '\\p{ASCII}*' THEN entry
      ELSE reduce(plain = entry, fold IN $folds | replace(plain, fold.from, fold.to)) END] AS listed
  WITH plain, [text IN plain WHERE text CONTAINS '(' OR text CONTAINS '[' |
      trim(replace(replace(reduce(kept = '', piece IN split(replace(replace(text, '[', '('), ']', ')'), '(') |
        kept + CASE WHEN piece CONTAINS ')' THEN substring(piece, size(split(piece, ')')[0]) + 1) ELSE piece END),
        '  ', ' '), ' ,', ','))]
    + [text IN plain WHERE text CONTAINS '[' | trim(split(split(text, '[')[1], ']')[0])] AS bare, listed, drugs
  WITH plain, bare + [text IN plain + bare WHERE any(filler IN $fillers WHERE text ENDS WITH filler) |
      left(text, size(text) - reduce(most = 0, filler IN $fillers |
        CASE WHEN text ENDS WITH filler AND size(filler) > most THEN size(filler) ELSE most END))] AS bare, listed, drugs
  WITH plain, bare + drugs + [entry IN listed | trim(replace(reduce(turned = '', part IN split(reduce(kept = '',
      piece IN split(entry, '(') | kept + CASE WHEN piece CONTAINS ')'
        THEN substring(piece, size(split(piece, ')')[0]) + 1) ELSE piece END), ', ') |
      trim(part) + ' ' + turned), '  ', ' '))] AS others
  SET node.names = plain + reduce(new = [], text IN others |
    CASE WHEN text = '' OR text IN plain OR text IN new THEN new ELSE new + text END)
} IN TRANSACTIONS OF 5000 ROWS
RETURN count(*) AS named
