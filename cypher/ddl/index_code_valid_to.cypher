// name: index_code_valid_to
// title: Index: codes by their last day
// mode: schema
CREATE INDEX code_valid_to IF NOT EXISTS
FOR (node:Code) ON (node.valid_to)
