// name: index_policy_number
// title: A policy's number, as its payer writes it, by an index
// mode: schema
CREATE INDEX policy_number IF NOT EXISTS
FOR (node:Policy) ON (node.number)
