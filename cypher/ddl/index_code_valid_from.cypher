// name: index_code_valid_from
// title: Codes by their first day, by an index
// mode: schema
CREATE INDEX code_valid_from IF NOT EXISTS
FOR (node:Code) ON (node.valid_from)
