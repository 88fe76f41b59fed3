"""Parquet, compressed: one column per property, with its own type. Needs pyarrow."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from medcodegraph.errors import SettingsError
from medcodegraph.export.columns import MORE, Table
from medcodegraph.export.formats.base import Row
from medcodegraph.graph.model import Kind

suffix = "parquet"
_GROUP = 20_000  # rows of a group
_GROUP_SIZE = 8_000_000  # characters of a group, about


class _Sheet:
    def __init__(self, path: Path, table: Table) -> None:
        arrow, parquet = _packages()
        self._arrow, self._rows, self._size = arrow, list[Row](), 0
        types = {
            Kind.TEXT: arrow.string(),
            Kind.TEXTS: arrow.list_(arrow.string()),
            Kind.NUMBERS: arrow.list_(arrow.float64()),
            Kind.FLAG: arrow.bool_(),
            Kind.DATE: arrow.date32(),
            Kind.INTEGER: arrow.int64(),
            Kind.NUMBER: arrow.float64(),
        }
        kinds = {**table.columns, MORE: Kind.TEXT}
        self._schema = arrow.schema([(name, types[kind]) for name, kind in kinds.items()])
        self._writer = parquet.ParquetWriter(path, self._schema, compression="zstd")

    def add(self, row: Row) -> None:
        self._rows.append(row)
        self._size += sum(len(value) for value in row.values() if isinstance(value, str))
        if len(self._rows) >= _GROUP or self._size >= _GROUP_SIZE:
            self._flush()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._arrow.Table.from_pylist(self._rows, self._schema))
        self._rows, self._size = [], 0

    def close(self) -> None:
        self._flush()
        self._writer.close()


def open(path: Path, table: Table) -> _Sheet:
    """Begin a table; raises SettingsError if pyarrow is missing."""
    return _Sheet(path, table)


def read(path: Path, columns: Mapping[str, Kind]) -> Iterator[dict[str, Any]]:  # noqa: ARG001
    """The rows of a table."""
    _, parquet = _packages()
    with parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(1_000):
            yield from batch.to_pylist()


def _packages() -> tuple[Any, Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise SettingsError("Parquet needs pyarrow: pip install 'medcodegraph[frames]'") from error
    return pyarrow, parquet
