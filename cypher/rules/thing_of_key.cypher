// name: thing_of_key
// title: The code, condition or procedure for a key, including alternative keys of conditions
// takes: key STRING  A key in canonical form, or null
// gives: thing NODE  A code, condition or procedure; no row if there is none
// description: A node's own key takes precedence. A condition's other keys are those in `xrefs`: ids of the same term in
//   another ontology, secondary ids, and obsolete terms that it replaced. If two conditions share one, the first by key
//   counts.
CALL (key) {
  MATCH (thing:Code|Condition|Procedure {key: key})
  RETURN thing
  UNION
  WITH key WHERE key CONTAINS ':' AND NOT EXISTS { (:Code|Condition|Procedure {key: key}) }
  CALL db.index.fulltext.queryNodes('search_names', '"' + replace(replace(toLower(key), '\\', ' '), '"', ' ') + '"')
    YIELD node
  WITH key, node WHERE node:Condition AND key IN node.xrefs
  WITH node ORDER BY node.key LIMIT 1
  RETURN node AS thing
}
