// name: derive_similar_inform
// title: Keep with conditions their information content
// mode: write
// param: rows LIST<MAP>  Key of each condition and its information_content, null for none
UNWIND $rows AS row
MATCH (condition:Condition {key: row.key})
SET condition.information_content = row.information_content
