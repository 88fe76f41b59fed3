// name: derive_conditions_unreview
// title: Give codes of conditions back the match that their source states
// mode: write
// param: rows LIST<MAP>  Maps of code and condition
UNWIND $rows AS row
MATCH (:Code {key: row.code})-[edge:CLASSIFIES]->(:Condition {key: row.condition})
WHERE edge.stated_match IS NOT NULL
SET edge.match = edge.stated_match, edge.stated_match = null, edge.reason = null
