"""One GraphQL document for each tool."""
