// name: index_code_system
// title: Codes of one system, by an index
// mode: schema
CREATE INDEX code_system IF NOT EXISTS
FOR (node:Code) ON (node.system)
