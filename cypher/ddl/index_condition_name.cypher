// name: index_condition_name
// title: Index: conditions by name
// mode: schema
CREATE INDEX condition_name IF NOT EXISTS
FOR (node:Condition) ON (node.name)
