"""The graph: its model, the database that holds it, and how it is read and written."""
