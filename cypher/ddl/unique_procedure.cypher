// name: unique_procedure
// title: The key of a Procedure is unique, and found by an index
// mode: schema
CREATE CONSTRAINT procedure_key IF NOT EXISTS
FOR (node:Procedure) REQUIRE node.key IS UNIQUE
