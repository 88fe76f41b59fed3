// name: index_source_part_of
// title: The documents that one source cites, by an index
// mode: schema
CREATE INDEX source_part_of IF NOT EXISTS
FOR (node:Source) ON (node.part_of)
