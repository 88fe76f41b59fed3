"""How tables of nodes and edges are written, one format per file."""
