// name: unique_policy
// title: The key of a Policy is unique and indexed
// mode: schema
CREATE CONSTRAINT policy_key IF NOT EXISTS
FOR (node:Policy) REQUIRE node.key IS UNIQUE
