// name: index_code_code
// title: Index: codes by their number, in any system
// mode: schema
CREATE INDEX code_code IF NOT EXISTS
FOR (node:Code) ON (node.code)
