"""How to reach a database, embedded or not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Connection:
    """A database's `bolt://` or `neo4j://` address, credentials and name."""

    uri: str
    user: str
    password: str
    database: str
    folder: str | None = None  # where its files are, if on this machine: writes leave room on that disk
