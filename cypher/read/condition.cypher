// name: condition
// title: One condition, by its key or an alternative key
// mode: read
// param: key STRING  Key of the condition, its key in another ontology, or a secondary or obsolete key
// returns: node NODE  The condition
// example: medcodegraph cypher run condition --key MONDO:0004967
// example: medcodegraph cypher run condition --key DOID:9952
WITH $key AS key
// include: thing_of_key
WITH thing WHERE thing:Condition
RETURN thing AS node
