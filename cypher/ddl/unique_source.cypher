// name: unique_source
// title: The key of a Source is unique and indexed
// mode: schema
CREATE CONSTRAINT source_key IF NOT EXISTS
FOR (node:Source) REQUIRE node.key IS UNIQUE
