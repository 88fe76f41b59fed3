"""Writing the graph as files, node by node, in bounded memory."""

from collections import Counter
from collections.abc import Collection
from contextlib import ExitStack
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from medcodegraph import __version__
from medcodegraph.errors import InputError
from medcodegraph.export import manifest
from medcodegraph.export.columns import Table, edge_table, node_table, row_of
from medcodegraph.export.file_format import FileFormat
from medcodegraph.export.formats import kgx, neo4j_admin
from medcodegraph.export.formats.base import Row, Sheet
from medcodegraph.export.withheld import withheld
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.whole import things as whole
from medcodegraph.progress import Progress, silent

_SOURCE = (
    "key",
    "title",
    "publisher",
    "url",
    "licence",
    "release",
    "sha256",
    "retrieved_at",
    "nodes",
    "edges",
)


def module_of(format: FileFormat) -> ModuleType:
    """What writes a format."""
    return import_module(f"medcodegraph.export.formats.{format.replace('-', '_')}")


class _Files:
    """The tables that are being written, and how many rows each file has."""

    def __init__(self, folder: Path, format: FileFormat, closing: ExitStack) -> None:
        self._folder, self._format, self._closing = folder, format, closing
        self._module = module_of(format)
        self._sheets: dict[Label | Rel, tuple[Table, str, Sheet]] = {}
        self.rows: Counter[str] = Counter()
        self.tables: dict[str, Table] = {}

    def add(self, of: Label | Rel, properties: dict[str, Any], ends: Row | None = None) -> None:
        """Write a node, or an edge with its ends."""
        if self._format is FileFormat.KGX and of in kgx.LEFT_OUT:
            return
        if of not in self._sheets:
            self._open(of)
        table, place, sheet = self._sheets[of]
        sheet.add({**row_of(table, properties), **(ends or {})})
        self.rows[place] += 1

    def _open(self, of: Label | Rel) -> None:
        table = node_table(of) if isinstance(of, Label) else edge_table(of)
        name = table.name.partition("/")[0] if self._format is FileFormat.KGX else table.name
        place = f"{name}.{self._module.suffix}"
        (self._folder / place).parent.mkdir(exist_ok=True)
        sheet: Sheet = self._module.open(self._folder / place, table)
        self._closing.callback(sheet.close)
        self._sheets[of] = table, place, sheet
        self.tables[place] = table


async def export(
    graph: Graph,
    folder: Path,
    format: FileFormat,
    *,
    licensed: Collection[str] = (),
    progress: Progress = silent,
) -> dict[str, Any]:
    """Write the graph into an empty or new folder; returns the manifest.

    What licensed or hidden sources say is left out, except for those named in `licensed`. Raises InputError
    if the folder is not empty.
    """
    _prepare(folder)
    kept_back = await withheld(graph, licensed)
    total, _ = await whole.counts(graph)
    nodes = edges = 0
    sources: list[dict[str, Any]] = []
    with ExitStack() as closing:
        files = _Files(folder, format, closing)
        seen = 0
        async for found in whole.nodes(graph):
            seen += 1
            if seen % whole.PAGE == 0:
                progress("writing", seen, total)
            if (node := kept_back.left(found)) is None:
                continue
            nodes += 1
            files.add(node.label, node.properties)
            if node.label is Label.SOURCE and "part_of" not in node.properties:
                sources.append({name: node.properties[name] for name in _SOURCE if name in node.properties})
            for edge in node.edges:
                edges += 1
                (start_label, start), (end_label, end) = edge.start, edge.end
                ends = {"start_label": start_label, "start": start, "end_label": end_label, "end": end}
                files.add(edge.kind, edge.properties, ends)
    if format is FileFormat.NEO4J_ADMIN:
        relative = [one.replace(f"{folder}/", "") for one in neo4j_admin.arguments(folder)]
        (folder / "import.args").write_text("\n".join(relative) + "\n", encoding="utf-8")
    made = {
        "format": format.value,
        "made_by": f"medcodegraph {__version__}",
        "nodes": nodes,
        "edges": edges,
        "sources": sources,
        "withheld": sorted(kept_back.sources),
        "files": [_described(folder, place, files) for place in sorted(files.rows)],
    }
    manifest.write(folder, made)
    return made


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise InputError("the folder is not empty: name a new one", folder)
    except OSError as error:
        raise InputError(f"cannot write there: {error}", folder) from error


def _described(folder: Path, place: str, files: _Files) -> dict[str, Any]:
    table = files.tables[place]
    return {
        "path": place,
        "holds": str(table.of) if table.name in place else place.partition(".")[0],
        "rows": files.rows[place],
        "bytes": (folder / place).stat().st_size,
        "sha256": manifest.sha256(folder / place),
        "columns": {name: kind.value for name, kind in table.columns.items()} if table.name in place else {},
    }
