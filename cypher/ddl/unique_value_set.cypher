// name: unique_value_set
// title: The key of a ValueSet is unique and indexed
// mode: schema
CREATE CONSTRAINT value_set_key IF NOT EXISTS
FOR (node:ValueSet) REQUIRE node.key IS UNIQUE
