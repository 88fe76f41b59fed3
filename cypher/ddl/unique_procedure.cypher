// name: unique_procedure
// title: The key of a Procedure is unique and indexed
// mode: schema
CREATE CONSTRAINT procedure_key IF NOT EXISTS
FOR (node:Procedure) REQUIRE node.key IS UNIQUE
