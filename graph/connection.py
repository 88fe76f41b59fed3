"""What it takes to reach a database: embedded or any other."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Connection:
    """What it takes to open a database: `bolt://` or `neo4j://` address, credentials, database name."""

    uri: str
    user: str
    password: str
    database: str
    folder: str | None = None  # where it lies, if on this machine: writing leaves room on that disk
