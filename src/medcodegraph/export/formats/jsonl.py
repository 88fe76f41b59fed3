"""JSON lines: one object per row, dates in ISO 8601, without nulls."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from medcodegraph.export.columns import Table
from medcodegraph.export.formats.base import Row
from medcodegraph.graph.model import Kind

suffix = "jsonl"


class _Sheet:
    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")

    def add(self, row: Row) -> None:
        self._file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))

    def close(self) -> None:
        self._file.close()


def open(path: Path, table: Table) -> _Sheet:  # noqa: ARG001
    """Begin a table."""
    return _Sheet(path)


def read(path: Path, columns: Mapping[str, Kind]) -> Iterator[dict[str, Any]]:
    """The rows of a table."""
    days = [name for name, kind in columns.items() if kind is Kind.DATE]
    with path.open("rb") as file:
        for line in file:
            row = orjson.loads(line)
            for name in days:
                if name in row:
                    row[name] = date.fromisoformat(row[name])
            yield row
