// name: unique_jurisdiction
// title: The key of a Jurisdiction is unique and indexed
// mode: schema
CREATE CONSTRAINT jurisdiction_key IF NOT EXISTS
FOR (node:Jurisdiction) REQUIRE node.key IS UNIQUE
