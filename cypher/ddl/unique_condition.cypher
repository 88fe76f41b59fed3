// name: unique_condition
// title: The key of a Condition is unique and indexed
// mode: schema
CREATE CONSTRAINT condition_key IF NOT EXISTS
FOR (node:Condition) REQUIRE node.key IS UNIQUE
