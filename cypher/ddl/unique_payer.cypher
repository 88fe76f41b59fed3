// name: unique_payer
// title: The key of a Payer is unique and indexed
// mode: schema
CREATE CONSTRAINT payer_key IF NOT EXISTS
FOR (node:Payer) REQUIRE node.key IS UNIQUE
