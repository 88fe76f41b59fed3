"""The GraphQL schema: thin types that declare how each field maps to the graph."""
