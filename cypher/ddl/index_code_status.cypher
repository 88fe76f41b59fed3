// name: index_code_status
// title: Active or retired codes, by an index
// mode: schema
CREATE INDEX code_status IF NOT EXISTS
FOR (node:Code) ON (node.status)
