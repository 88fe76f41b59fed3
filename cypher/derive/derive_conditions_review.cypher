// name: derive_conditions_review
// title: Give stated codes of conditions the match that a review found
// mode: write
// description: The match that the source states is kept as stated_match. What the source only relates stays as it is.
// param: source STRING  Key of the Source of the derivation, whose own edges are left out
// param: rows LIST<MAP>  Maps of code, condition, match and reason
UNWIND $rows AS row
MATCH (:Code {key: row.code})-[edge:CLASSIFIES]->(:Condition {key: row.condition})
WHERE edge.source <> $source AND coalesce(edge.stated_match, edge.match, 'exact') <> 'related'
SET edge.stated_match = coalesce(edge.stated_match, edge.match, 'exact'), edge.match = row.match, edge.reason = row.reason
