// name: derive_conditions_unlink
// title: Delete codes that are no longer filled in for a condition
// mode: write
// param: source STRING  Key of the Source of the derivation
// param: rows LIST<MAP>  Maps of code and condition
UNWIND $rows AS row
MATCH (:Code {key: row.code})-[edge:CLASSIFIES {source: $source}]->(:Condition {key: row.condition})
DELETE edge
