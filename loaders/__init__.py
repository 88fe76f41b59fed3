"""One small module per source: from rows of an official file to nodes and edges."""
