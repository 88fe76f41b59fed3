// name: condition_ancestors
// title: All conditions that are broader than a condition, the nearest first
// mode: read
// param: key STRING  Key of the condition
// returns: node NODE  The broader condition
// returns: steps INTEGER  How many steps it is above, by the shortest way: 1 for the next broader condition
// example: medcodegraph cypher run condition_ancestors --key MONDO:0004967
WITH $key AS key
// include: thing_of_key
MATCH path = (thing:Condition)-[:IS_A*1..]->(node:Condition)
WITH node, min(length(path)) AS steps
RETURN node, steps
ORDER BY steps, node.key
