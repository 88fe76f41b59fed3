// name: source_reopen
// title: Mark that facts of one source are being removed
// mode: write
// param: source STRING  Key of the Source
MATCH (source:Source {key: $source})
SET source.state = 'loading'
