"""The graph from Python: `medcodegraph.connect()`, rows, and tables made of them."""
