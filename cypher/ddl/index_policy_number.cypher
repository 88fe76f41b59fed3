// name: index_policy_number
// title: Index: policies by the payer's number
// mode: schema
CREATE INDEX policy_number IF NOT EXISTS
FOR (node:Policy) ON (node.number)
