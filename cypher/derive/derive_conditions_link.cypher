// name: derive_conditions_link
// title: Write the filled-in codes of conditions
// mode: write
// param: source STRING  Key of the Source of the derivation
// param: rows LIST<MAP>  Maps of code, condition, match and reason
UNWIND $rows AS row
MATCH (code:Code {key: row.code})
MATCH (condition:Condition {key: row.condition})
MERGE (code)-[edge:CLASSIFIES {source: $source, id: ''}]->(condition)
SET edge.match = row.match, edge.reason = row.reason
