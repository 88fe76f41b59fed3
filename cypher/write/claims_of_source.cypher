// name: claims_of_source
// title: The nodes of which one source and its documents speak, a page at a time
// mode: read
// param: source STRING  Key of the Source
// param: after STRING  Key of the last node of the page before, empty for the first
// param: page INTEGER  At most so many
// returns: label STRING  Label of a node
// returns: key STRING  Key of the node
MATCH (source:Source) WHERE source.key = $source OR source.part_of = $source
MATCH (node)-[:STATED_BY]->(source) WHERE node.key > $after
WITH DISTINCT node ORDER BY node.key LIMIT $page
RETURN labels(node)[0] AS label, node.key AS key
ORDER BY key
