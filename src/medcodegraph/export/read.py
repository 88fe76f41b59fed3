"""Reading an export back into an empty database."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from medcodegraph.errors import InputError
from medcodegraph.export import manifest
from medcodegraph.export.columns import ENDS, properties_of
from medcodegraph.export.file_format import FileFormat
from medcodegraph.export.formats.base import Tabular
from medcodegraph.export.write import module_of
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Kind, Label, Rel
from medcodegraph.graph.names import search as search_names
from medcodegraph.graph.whole import things as whole
from medcodegraph.graph.write.source import apply_schema
from medcodegraph.progress import Progress, silent

_BATCH = 2_000
_BATCH_SIZE = 4_000_000  # characters, about
READABLE = (FileFormat.PARQUET, FileFormat.CSV, FileFormat.JSONL)


async def import_(graph: Graph, folder: Path, progress: Progress = silent) -> dict[str, Any]:
    """Write an export into an empty graph; returns its manifest.

    Raises InputError if the folder is not a complete export in a format that can be read, or the graph is not
    empty. One that was interrupted leaves a graph that has to be thrown away.
    """
    made = manifest.read(folder)
    if made["format"] not in READABLE:
        readable = ", ".join(READABLE)
        raise InputError(
            f"{made['format']} is for other programs; what can be read again: {readable}", folder
        )
    if any(await whole.counts(graph)):
        raise InputError("the graph is not empty: set MEDCODEGRAPH_HOME to a new data directory", folder)
    await apply_schema(graph)
    format: Any = module_of(FileFormat(made["format"]))
    files = sorted(made["files"], key=lambda file: file["path"].startswith("edges/"))
    total, done = made["nodes"] + made["edges"], 0
    for file in files:
        columns = {name: Kind(kind) for name, kind in file["columns"].items()}
        rows = await _table(graph, format, folder / file["path"], file["holds"], columns)
        if rows != file["rows"]:
            raise InputError(f"it has {rows} rows, not {file['rows']}", folder / file["path"])
        done += rows
        progress("reading", done, total)
    await search_names.derive(graph, progress)
    return made


async def _table(graph: Graph, format: Tabular, path: Path, holds: str, columns: Mapping[str, Kind]) -> int:
    """Write one table; how many rows it has."""
    writer = _Nodes(graph, Label(holds)) if path.parent.name == "nodes" else _Edges(graph, Rel(holds))
    rows = 0
    for row in format.read(path, columns):
        rows += 1
        await writer.add(row)
    await writer.flush()
    return rows


class _Nodes:
    def __init__(self, graph: Graph, label: Label) -> None:
        self._graph, self._label = graph, label
        self._waiting: list[dict[str, Any]] = []
        self._size = 0

    async def add(self, row: Mapping[str, Any]) -> None:
        properties = properties_of(row)
        self._waiting.append(properties)
        self._size += _size(properties)
        if len(self._waiting) >= _BATCH or self._size >= _BATCH_SIZE:
            await self.flush()

    async def flush(self) -> None:
        if self._waiting:
            await whole.write_nodes(self._graph, self._label, self._waiting)
        self._waiting, self._size = [], 0


class _Edges:
    def __init__(self, graph: Graph, kind: Rel) -> None:
        self._graph, self._kind = graph, kind
        self._waiting: dict[tuple[Label, Label], list[dict[str, Any]]] = defaultdict(list)
        self._rows = self._size = 0

    async def add(self, row: Mapping[str, Any]) -> None:
        properties = properties_of(row)
        start_label, start, end_label, end = (properties.pop(name) for name in ENDS)
        self._waiting[Label(start_label), Label(end_label)].append(
            {"start": start, "end": end, "properties": properties}
        )
        self._rows += 1
        self._size += _size(properties)
        if self._rows >= _BATCH or self._size >= _BATCH_SIZE:
            await self.flush()

    async def flush(self) -> None:
        for (start, end), rows in self._waiting.items():
            await whole.write_edges(self._graph, self._kind, start, end, rows)
        self._waiting.clear()
        self._rows = self._size = 0


def _size(properties: Mapping[str, Any]) -> int:
    return sum(len(value) for value in properties.values() if isinstance(value, str))
