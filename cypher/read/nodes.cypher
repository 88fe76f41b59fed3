// name: nodes
// title: Anything by its keys, in the given order
// mode: read
// description: A condition is found by its other keys too: those of the same one in another ontology, secondary and
//   obsolete ones.
// param: keys LIST<STRING>  Keys in any form; may contain duplicates
// returns: place INTEGER  The index of the key it answers, from 0
// returns: node NODE  What the key leads to; null if the key does not exist
// example: medcodegraph cypher run nodes --keys HCPCS:Q2042,DOID:9952,NCD:110.24
UNWIND range(0, size($keys) - 1) AS place
WITH place, $keys[place] AS key
WITH place, head(COLLECT {
  // include: node_of_key
  RETURN node
}) AS node
RETURN place, node
ORDER BY place
