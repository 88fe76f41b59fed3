"""The things of the graph as GraphQL types."""
