"""Names in the graph: those that search finds, and those that loaders resolve."""
