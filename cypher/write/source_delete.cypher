// name: source_delete
// title: Delete a Source that no longer states anything
// mode: write
// param: source STRING  Key of the Source
MATCH (source:Source {key: $source})
DELETE source
