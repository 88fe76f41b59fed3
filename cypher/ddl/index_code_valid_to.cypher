// name: index_code_valid_to
// title: Codes by their last day, by an index
// mode: schema
CREATE INDEX code_valid_to IF NOT EXISTS
FOR (node:Code) ON (node.valid_to)
