"""One small module per source: rows of an official file in, nodes and edges out."""
