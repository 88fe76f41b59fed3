// name: unique_role
// title: The key of a Role is unique and indexed
// mode: schema
CREATE CONSTRAINT role_key IF NOT EXISTS
FOR (node:Role) REQUIRE node.key IS UNIQUE
