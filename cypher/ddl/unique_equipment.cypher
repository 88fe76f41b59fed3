// name: unique_equipment
// title: The key of a Equipment is unique, and found by an index
// mode: schema
CREATE CONSTRAINT equipment_key IF NOT EXISTS
FOR (node:Equipment) REQUIRE node.key IS UNIQUE
