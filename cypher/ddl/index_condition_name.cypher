// name: index_condition_name
// title: Conditions in the order of their names, by an index
// mode: schema
CREATE INDEX condition_name IF NOT EXISTS
FOR (node:Condition) ON (node.name)
