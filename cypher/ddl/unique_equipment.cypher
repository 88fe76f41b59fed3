// name: unique_equipment
// title: The key of an Equipment is unique and indexed
// mode: schema
CREATE CONSTRAINT equipment_key IF NOT EXISTS
FOR (node:Equipment) REQUIRE node.key IS UNIQUE
