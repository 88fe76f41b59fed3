// name: source_finish
// title: Mark that a load of one source is complete
// mode: write
// param: source STRING  Key of the Source
// param: counts MAP  How many rows, rejected rows, nodes and edges it has
MATCH (source:Source {key: $source})
SET source += $counts, source.state = 'complete', source.run = null
