// name: index_source_part_of
// title: Index: documents by the source that cites them
// mode: schema
CREATE INDEX source_part_of IF NOT EXISTS
FOR (node:Source) ON (node.part_of)
