"""The whole graph: thing by thing, or as text."""
