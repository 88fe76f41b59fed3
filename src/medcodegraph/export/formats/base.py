"""What a format does: take rows of tables, and at the end say which files it wrote."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from medcodegraph.export.columns import Table
from medcodegraph.graph.model import Kind

Row = Mapping[str, Any]


class Sheet(Protocol):
    """One table that is being written."""

    def add(self, row: Row) -> None:
        """Write one row."""
        ...

    def close(self) -> None:
        """Write what is left, and close the file."""
        ...


class Tabular(Protocol):
    """A format with a file for each table, which can be read again."""

    suffix: str

    def open(self, path: Path, table: Table) -> Sheet:
        """Begin a table."""
        ...

    def read(self, path: Path, columns: Mapping[str, Kind]) -> Iterator[dict[str, Any]]:
        """The rows of a table, with the kinds of its columns as they were written."""
        ...
