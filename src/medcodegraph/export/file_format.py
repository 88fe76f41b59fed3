"""The formats of an export, by name."""

from enum import StrEnum


class FileFormat(StrEnum):
    """How an export is written."""

    PARQUET = "parquet"
    CSV = "csv"
    JSONL = "jsonl"
    KGX = "kgx"
    NEO4J_ADMIN = "neo4j-admin"
