// name: neighbours
// title: What is directly related to an object, relation by relation
// mode: read
// description: The facts that are stated of it, in either direction; not its sources, its code system, or relations that
//   a newer edition no longer states.
// param: key STRING  Key of anything, in any form
// param: relations LIST<STRING> = []  Only these relations, such as BILLS or COVERS; none for all
// returns: node NODE  The related object
// returns: relation STRING  The relation: BILLS, COVERS, IS_A, ...
// returns: direction STRING  OUT: from the object asked about to the related one; or IN
// returns: sources LIST<STRING>  Keys of the sources that state it
// example: medcodegraph cypher run neighbours --key CPT:0537T
// example: medcodegraph cypher run neighbours --key MONDO:0004967 --relations CLASSIFIES,IS_A
WITH $key AS key
// include: node_of_key
WITH node AS asked
MATCH (asked)-[edge]-(node)
WHERE NOT type(edge) IN ['STATED_BY', 'LACKED_BY', 'CHANGED_IN', 'IN_SYSTEM', 'FORMER', 'CONTRADICTED']
  AND (size($relations) = 0 OR type(edge) IN $relations)
WITH node, type(edge) AS relation, CASE startNode(edge) WHEN asked THEN 'OUT' ELSE 'IN' END AS direction,
  collect(DISTINCT edge.source) AS sources
RETURN node, relation, direction, sources
ORDER BY relation, direction, node.key
