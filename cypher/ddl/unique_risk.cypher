// name: unique_risk
// title: The key of a Risk is unique and indexed
// mode: schema
CREATE CONSTRAINT risk_key IF NOT EXISTS
FOR (node:Risk) REQUIRE node.key IS UNIQUE
