// name: derive_similar_write
// title: Write pairs of similar codes
// mode: write
// param: source STRING  Key of the Source of the derivation
// param: groups LIST<MAP>  Key of a code, and pairs: for each the key of the other code and the properties of the
//   edge, one of them its mark (load)
UNWIND $groups AS group
MATCH (a:Code {key: group.key})
UNWIND group.pairs AS pair
MATCH (b:Code {key: pair.key})
CREATE (a)-[:SIMILAR_TO {
  score: pair.score,
  replacement: pair.replacement,
  procedure: pair.procedure,
  drug: pair.drug,
  hierarchy: pair.hierarchy,
  axes: pair.axes,
  text: pair.text,
  conditions: pair.conditions,
  policies: pair.policies,
  crosswalk: pair.crosswalk,
  relation: pair.relation,
  summary: pair.summary,
  source: $source,
  load: pair.load
}]->(b)
