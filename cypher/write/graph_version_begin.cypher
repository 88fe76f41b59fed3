// name: graph_version_begin
// title: Mark that the graph is being changed
// mode: write
// param: by STRING  Who changes it: one place changes it once at a time
MERGE (version:GraphVersion {key: 'GRAPH'})
SET version.id = randomUUID(),
  version.changed_by = [other IN coalesce(version.changed_by, []) WHERE other <> $by] + $by
