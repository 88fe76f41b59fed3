// name: index_code_system
// title: Index: codes by system
// mode: schema
CREATE INDEX code_system IF NOT EXISTS
FOR (node:Code) ON (node.system)
