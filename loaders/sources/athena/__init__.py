"""OHDSI Athena exports."""
