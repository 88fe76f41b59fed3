// name: unique_setting
// title: The key of a Setting is unique and indexed
// mode: schema
CREATE CONSTRAINT setting_key IF NOT EXISTS
FOR (node:Setting) REQUIRE node.key IS UNIQUE
