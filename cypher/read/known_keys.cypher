// name: known_keys
// title: Which keys exist in the graph, and the label of each
// mode: read
// param: keys LIST<STRING>  Keys of anything, in any form
// returns: key STRING  An existing key, a secondary one included
// returns: label STRING  The label of its node: Code, Condition, Policy, ...
// example: medcodegraph cypher run known_keys --keys CPT:0537T,MONDO:0004967
UNWIND $keys AS key
// include: node_of_key
RETURN key, labels(node)[0] AS label
ORDER BY key
