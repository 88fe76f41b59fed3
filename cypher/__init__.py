"""The library of named Cypher statements, one per file (package data only)."""
