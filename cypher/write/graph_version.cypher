// name: graph_version
// title: The mark of the graph's present content
// mode: read
// returns: id STRING  Another one after each load, unload and derivation; null before the first
// returns: changing BOOLEAN  Whether one of them is running, or was interrupted
OPTIONAL MATCH (version:GraphVersion {key: 'GRAPH'})
RETURN version.id AS id, coalesce(size(version.changed_by) > 0, true) AS changing
