// name: unique_code
// title: The key of a Code is unique and indexed
// mode: schema
CREATE CONSTRAINT code_key IF NOT EXISTS
FOR (node:Code) REQUIRE node.key IS UNIQUE
