// name: index_code_valid_from
// title: Index: codes by their first day
// mode: schema
CREATE INDEX code_valid_from IF NOT EXISTS
FOR (node:Code) ON (node.valid_from)
