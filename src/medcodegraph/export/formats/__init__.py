"""How tables of nodes and edges are written, one format a file."""
