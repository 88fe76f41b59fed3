// name: index_code_status
// title: Index: codes by status
// mode: schema
CREATE INDEX code_status IF NOT EXISTS
FOR (node:Code) ON (node.status)
