// name: source_delete
// title: Delete a Source that states nothing any more
// mode: write
// param: source STRING  Key of the Source
MATCH (source:Source {key: $source})
DELETE source
