"""The embedded Neo4j: its files, its process, its start and its settings."""
