"""Writing to the graph: batches, claims and their fold, editions, the life cycle of a source."""
