// name: derive_similar_inform
// title: Store the information content of conditions
// mode: write
// param: rows LIST<MAP>  Key of each condition and its information_content, null for none
UNWIND $rows AS row
MATCH (condition:Condition {key: row.key})
SET condition.information_content = row.information_content
