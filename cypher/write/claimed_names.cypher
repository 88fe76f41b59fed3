// name: claimed_names
// title: The names and synonyms that sources give to nodes
// mode: read
// param: labels LIST<STRING>  Labels of the nodes
// param: sources LIST<STRING>  Keys of the Sources
// returns: label STRING  Label of a node
// returns: key STRING  Key of the node
// returns: source STRING  Key of the Source that says so
// returns: name STRING  Its name
// returns: others LIST<STRING>  Its synonyms, other terms for it, and its keys elsewhere
MATCH (source:Source) WHERE source.key IN $sources
MATCH (node)-[claim:STATED_BY]->(source) WHERE any(label IN labels(node) WHERE label IN $labels)
RETURN labels(node)[0] AS label, node.key AS key, source.key AS source, claim.name AS name,
  coalesce(claim.synonyms, []) + coalesce(claim.terms, []) + coalesce(claim.xrefs, []) AS others
