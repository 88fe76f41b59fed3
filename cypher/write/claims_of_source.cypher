// name: claims_of_source
// title: The nodes that a source and its documents state, a page at a time
// mode: read
// param: source STRING  Key of the Source
// param: after STRING  Key of the last node of the previous page, empty for the first
// param: page INTEGER  The page size
// returns: label STRING  Label of a node
// returns: key STRING  Key of the node
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
MATCH (node)-[:STATED_BY]->(source) WHERE node.key > $after
WITH DISTINCT node ORDER BY node.key LIMIT $page
RETURN labels(node)[0] AS label, node.key AS key
ORDER BY key
