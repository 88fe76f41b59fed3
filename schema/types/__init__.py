"""The objects of the graph as GraphQL types."""
