// name: graph_version
// title: The mark of the graph's present content
// mode: read
// returns: id STRING  Another one after each load, unload and derivation; null before the first
// returns: changing LIST<STRING>  What changes it now, or was interrupted: load, names, similar, hide
OPTIONAL MATCH (version:GraphVersion {key: 'GRAPH'})
RETURN version.id AS id, [by IN coalesce(version.changed_by, []) | split(by, ' ')[0]] AS changing
