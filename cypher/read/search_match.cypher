// name: search_match
// title: Which text of a hit matches the search text
// mode: read
// description: The one that equals the text, begins with it, or else contains most of its words; for a hit that a condition,
//   a procedure or a retired code leads to, the name of that.
// param: key STRING  Key of the hit
// param: text STRING  The search text, as typed
// param: reason STRING  The reason, as returned by the query search
// param: via_key STRING = null  Key of the node that leads to it, as returned by the query search
// derived: asked LIST<STRING> from text  Everything derived from the text, as for the query search
// returns: field STRING  The property that matched, or the kind of node that leads to it: condition, procedure or code
// returns: matched STRING  The text that matched
// returns: reason STRING  Why it was found; INDEX if the text that matched is an entry of the publisher's index
// example: medcodegraph cypher run search_match --key MONDO:0018908 --text nhl --reason EXACT_SYNONYM
MATCH (node:Code|Procedure|Condition|Policy|Payer {key: $key})
WITH *, $asked[0] AS folded, split($asked[7], '\n') AS codes, split($asked[9], '\n') AS meant,
  split($asked[11], '\n') AS tokens
OPTIONAL MATCH (from:Condition|Procedure|Code {key: $via_key})
WITH *, [pair IN
    [['name', node.name], ['display', node.display], ['title', node.title], ['code', node.code],
     ['number', node.number], ['key', node.key], ['short', node.short]]
    + [text IN coalesce(node.synonyms, []) | ['synonyms', text]]
    + [text IN coalesce(node.terms, []) | ['terms', text]]
    + [text IN coalesce(node.inclusion_terms, []) | ['inclusion_terms', text]]
    + [text IN coalesce(node.includes, []) | ['includes', text]]
    + [text IN coalesce(node.index_terms, []) | ['index_terms', text]]
    + [text IN coalesce(node.neoplasm_terms, []) | ['neoplasm_terms', text]]
    + [text IN coalesce(node.drug_terms, []) | ['drug_terms', text]]
    + [text IN coalesce(node.cause_terms, []) | ['cause_terms', text]]
    + [text IN coalesce(node.ingredients, []) | ['ingredients', text]]
    + [['code', node.code]]
    + [text IN coalesce(node.xrefs, []) | ['xrefs', text]]
  WHERE pair[1] IS NOT NULL] AS texts
WITH *, range(0, size(texts) - 1) AS places
WITH *, head(CASE $reason
    WHEN 'EXACT_CODE' THEN [at IN places WHERE texts[at][0] IN ['code', 'number', 'key', 'xrefs']
      AND (texts[at][1] IN codes OR node.names[at] = folded)]
    WHEN 'REPAIRED_CODE' THEN [at IN places WHERE texts[at][0] = 'code']
    WHEN 'EXACT_NAME' THEN [0]
    WHEN 'EXACT_SYNONYM' THEN [at IN places WHERE node.names[at] = folded]
    WHEN 'VOCABULARY' THEN [at IN places WHERE node.names[at] IN meant] + [0]
    WHEN 'PREFIX' THEN [at IN places WHERE node.names[at] STARTS WITH folded]
    WHEN 'TYPO' THEN [at IN places
      WHERE abs(size(node.names[at]) - size(folded)) < 2
        AND (node.names[at] STARTS WITH left(folded, size(folded) / 2)
          OR node.names[at] ENDS WITH right(folded, size(folded) / 2))]
    ELSE []
  END) AS whole
WITH *, coalesce(whole, reduce(best = [-1, 0], at IN places |
    CASE WHEN size([token IN tokens WHERE node.names[at] CONTAINS token]) > best[1]
      THEN [at, size([token IN tokens WHERE node.names[at] CONTAINS token])] ELSE best END)[0]) AS at
WITH *, CASE
    WHEN from IS NOT NULL THEN [toLower(labels(from)[0]), coalesce(from.name, from.code)]
    WHEN at >= 0 THEN texts[at]
    WHEN node.description IS NULL THEN texts[0]
    ELSE ['description', node.description]
  END AS best
RETURN best[0] AS field, best[1] AS matched, CASE
    WHEN best[0] IN ['index_terms', 'neoplasm_terms', 'drug_terms', 'cause_terms']
      AND $reason IN ['EXACT_SYNONYM', 'PREFIX', 'WORDS'] THEN 'INDEX'
    ELSE $reason
  END AS reason
