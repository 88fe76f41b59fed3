// name: graph_version_end
// title: Give the graph a new version after a change
// mode: write
// param: by STRING  Who changed it
MERGE (version:GraphVersion {key: 'GRAPH'})
SET version.id = randomUUID(),
  version.changed_by = [other IN coalesce(version.changed_by, []) WHERE other <> $by]
