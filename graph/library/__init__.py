"""The library of named statements, and what else may run."""
