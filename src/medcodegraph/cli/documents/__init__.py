"""Documents that are made from the query library and from the model of the graph."""
