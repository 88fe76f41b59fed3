// name: node
// title: Anything by its key
// mode: read
// description: A condition is found by its other keys too: those of the same one in another ontology, secondary and
//   obsolete ones.
// param: key STRING  The key, in any form
// returns: node NODE  What the key leads to; no row if the key does not exist
// example: medcodegraph cypher run node --key DOID:9952
WITH $key AS key
// include: node_of_key
RETURN node
