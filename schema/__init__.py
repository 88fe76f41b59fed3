"""The GraphQL schema: thin types that say how each field maps to the graph."""
