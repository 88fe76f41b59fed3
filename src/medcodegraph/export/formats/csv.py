"""CSV with a heading: empty for null, ISO 8601 for dates, JSON for lists."""

import csv
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from medcodegraph.export.columns import MORE, Table
from medcodegraph.export.formats.base import Row
from medcodegraph.graph.model import Kind

suffix = "csv"

_READ: Mapping[Kind, Callable[[str], Any]] = {
    Kind.TEXT: str,
    Kind.TEXTS: orjson.loads,
    Kind.NUMBERS: orjson.loads,
    Kind.FLAG: lambda text: text == "true",
    Kind.DATE: date.fromisoformat,
    Kind.INTEGER: int,
    Kind.NUMBER: float,
}


class _Sheet:
    def __init__(self, path: Path, table: Table) -> None:
        self._file = path.open("w", encoding="utf-8", newline="")
        self._names = [*table.columns, MORE]
        self._writer = csv.writer(self._file, lineterminator="\n")
        self._writer.writerow(self._names)

    def add(self, row: Row) -> None:
        self._writer.writerow([_cell(row.get(name)) for name in self._names])

    def close(self) -> None:
        self._file.close()


def _cell(value: Any) -> Any:
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return orjson.dumps(value).decode()
        case float():
            return repr(value)
    return value


def open(path: Path, table: Table) -> _Sheet:
    """Begin a table."""
    return _Sheet(path, table)


def read(path: Path, columns: Mapping[str, Kind]) -> Iterator[dict[str, Any]]:
    """The rows of a table."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield {
                name: _READ[columns.get(name, Kind.TEXT)](text) for name, text in row.items() if text != ""
            }
