"""CSV for `neo4j-admin database import full`: typed headings, everything as a separate property.

The matching arguments are in import.args.
"""

from pathlib import Path
from typing import IO, Any

import orjson

from medcodegraph.errors import MedcodegraphError
from medcodegraph.export.columns import ENDS, MORE, Table, edge_table, node_table
from medcodegraph.export.formats.base import Row
from medcodegraph.graph.library.typed_json import typed
from medcodegraph.graph.model import EDGES, Kind, Label, Rel

suffix = "csv"
ARRAYS = "\x1f"
"""The separator of list items: no text contains it."""

_KINDS = {
    Kind.TEXT: "string",
    Kind.TEXTS: "string[]",
    Kind.NUMBERS: "double[]",
    Kind.FLAG: "boolean",
    Kind.DATE: "date",
    Kind.INTEGER: "long",
    Kind.NUMBER: "double",
}


def _columns(table: Table) -> dict[str, Kind]:
    """The columns; claims, and edges that stand for others, have those of all that they can be about."""
    columns = {name: kind for name, kind in table.columns.items() if name not in ENDS}
    if table.of is Rel.STATED_BY:
        for label in Label:
            columns = {**node_table(label).columns, **columns}
        columns.pop("key", None)
    elif table.of in (Rel.FORMER, Rel.CONTRADICTED):
        for kind in EDGES:
            columns = {**edge_table(kind).columns, **columns}
        columns = {name: kind for name, kind in columns.items() if name not in ENDS}
    return columns


class _Sheet:
    def __init__(self, path: Path, table: Table) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8", newline="")
        self._table, self._columns = table, _columns(table)
        if table.is_nodes:
            del self._columns["key"]
            heading = ["key:ID", *self._headings(), ":LABEL"]
        else:
            heading = [":START_ID", ":END_ID", ":TYPE", *self._headings()]
        self._file.write(",".join(heading) + "\n")

    def _headings(self) -> list[str]:
        return [f"{name}:{_KINDS[kind]}" for name, kind in self._columns.items()]

    def add(self, row: Row) -> None:
        found = dict(row)
        if more := found.pop(MORE, None):
            found |= {name: typed(name, value) for name, value in orjson.loads(more).items()}
        ends = [_cell(found.pop(name)) for name in (("key",) if self._table.is_nodes else ("start", "end"))]
        for name in ENDS:
            found.pop(name, None)
        if strange := found.keys() - self._columns.keys():
            raise MedcodegraphError(
                f"{self._table.name} has properties that the model lacks: {', '.join(sorted(strange))}"
            )
        cells = [_cell(found.get(name)) for name in self._columns]
        kind = _cell(str(self._table.of))
        whole = [*ends, *cells, kind] if self._table.is_nodes else [*ends, kind, *cells]
        self._file.write(",".join(whole) + "\n")

    def close(self) -> None:
        self._file.close()


def _cell(value: Any) -> str:
    """A value; a text is quoted, so that an empty one is not null."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return _quoted(ARRAYS.join(str(item) for item in value))
        case str():
            return _quoted(value)
    return str(value)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def open(path: Path, table: Table) -> _Sheet:
    """Begin a table."""
    return _Sheet(path, table)


def arguments(folder: Path) -> list[str]:
    """The options of `neo4j-admin database import full` for the files in a folder.

    Those of one value come last: the name of a database that follows the files counts as one of them.
    """
    found = []
    for option, place in (("nodes", "nodes"), ("relationships", "edges")):
        found += [f"--{option}={file}" for file in sorted((folder / place).glob("*.csv"))]
    return [*found, "--array-delimiter=U+001F", "--multiline-fields=true", "--id-type=string"]
