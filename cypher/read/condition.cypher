// name: condition
// title: One condition, by its key or another key that leads to it
// mode: read
// param: key STRING  Key of the condition, or the key of the same one in another ontology, a secondary or an obsolete one
// returns: node NODE  The condition
// example: medcodegraph cypher run condition --key MONDO:0004967
// example: medcodegraph cypher run condition --key DOID:9952
WITH $key AS key
// include: thing_of_key
WITH thing WHERE thing:Condition
RETURN thing AS node
