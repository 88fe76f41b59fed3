// name: derive_conditions_placed
// title: The hierarchy of conditions with the loader of each edge, including contradicted ones
// mode: read
// returns: child STRING  Key of the narrower condition
// returns: parent STRING  Key of the broader one
// returns: by STRING  The loader that states it
// returns: rank INTEGER  The rank of that loader
// returns: reason STRING  Why it is contradicted, or null
MATCH (child:Condition)-[edge:IS_A|CONTRADICTED]->(parent:Condition)
MATCH (stater:Source {key: edge.source})
OPTIONAL MATCH (part:Source {key: stater.part_of})
RETURN child.key AS child, parent.key AS parent, coalesce(part.name, stater.name, stater.key) AS by,
  max(coalesce(part.rank, stater.rank, 0)) AS rank, max(edge.reason) AS reason
ORDER BY child, parent, by
