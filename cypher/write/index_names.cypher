// name: index_names
// title: The names of the indexes that are there, with those of constraints
// mode: read
// returns: name STRING  The name of the index
SHOW INDEXES YIELD name
