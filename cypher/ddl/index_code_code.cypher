// name: index_code_code
// title: A code's number, whatever its system, by an index
// mode: schema
CREATE INDEX code_code IF NOT EXISTS
FOR (node:Code) ON (node.code)
