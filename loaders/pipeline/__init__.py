"""The one pipeline from files to the graph: read, check, write, report."""
