// name: derive_conditions_contradict
// title: Remove edges that the codes contradict from the hierarchy of conditions
// mode: write
// param: rows LIST<MAP>  Maps of child, parent and reason
UNWIND $rows AS row
MATCH (child:Condition {key: row.child})-[edge:IS_A]->(parent:Condition {key: row.parent})
CREATE (child)-[contradicted:CONTRADICTED]->(parent)
SET contradicted = properties(edge), contradicted.kind = 'IS_A', contradicted.reason = row.reason
DELETE edge
