// name: unique_code_system
// title: The key of a CodeSystem is unique and indexed
// mode: schema
CREATE CONSTRAINT code_system_key IF NOT EXISTS
FOR (node:CodeSystem) REQUIRE node.key IS UNIQUE
