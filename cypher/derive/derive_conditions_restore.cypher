// name: derive_conditions_restore
// title: Restore edges that the codes no longer contradict in the hierarchy of conditions
// mode: write
// param: rows LIST<MAP>  Maps of child and parent
UNWIND $rows AS row
MATCH (child:Condition {key: row.child})-[contradicted:CONTRADICTED]->(parent:Condition {key: row.parent})
CREATE (child)-[edge:IS_A]->(parent)
SET edge = properties(contradicted), edge.kind = null, edge.reason = null
DELETE contradicted
