"""bench/request: our server against hand-written and generated ones, over one Neo4j."""
