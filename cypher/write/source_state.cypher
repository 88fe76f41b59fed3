// name: source_state
// title: The last load of a source
// mode: read
// param: source STRING  Key of the Source
// returns: load STRING  Mark of the last load
// returns: state STRING  loading or complete
// returns: release STRING  Its release
// returns: rows_read INTEGER  How many rows it read
// returns: rows_rejected INTEGER  How many of them it rejected
// returns: nodes INTEGER  How many nodes it states
// returns: edges INTEGER  How many edges it states
MATCH (source:Source {key: $source})
RETURN source.load AS load, source.state AS state, source.release AS release,
  source.rows_read AS rows_read, source.rows_rejected AS rows_rejected, source.nodes AS nodes, source.edges AS edges
