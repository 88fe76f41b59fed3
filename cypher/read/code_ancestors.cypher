// name: code_ancestors
// title: All codes above a code, the nearest first
// mode: read
// param: key STRING  Key of the code
// returns: node NODE  The code above it
// returns: steps INTEGER  How many steps it is above: 1 for the next broader code
// example: medcodegraph cypher run code_ancestors --key ICD10CM:C91.00
MATCH path = (:Code {key: $key})-[:CHILD_OF*1..]->(node:Code)
WITH node, min(length(path)) AS steps
RETURN node, steps
ORDER BY steps, node.key
