"""Remembers the version of the graph that needed no work at a start, so that the next start need not look."""

from hashlib import sha256
from pathlib import Path

from medcodegraph.graph.conditions.derive import rules as rules_of_conditions
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import library
from medcodegraph.graph.similarity.derive import rules as rules_of_similar
from medcodegraph.graph.write.version import present


class Settled:
    """A file in the data directory with a version (graph/write/version.py) and the rules of this software."""

    def __init__(self, home: Path) -> None:
        self._file = home / "settled"

    async def is_known(self, graph: Graph) -> bool:
        """Whether this software has found, or left, nothing to do for the present version."""
        try:
            return self._file.read_text("utf-8") == await _mark(graph)
        except OSError:
            return False

    async def remember(self, graph: Graph) -> None:
        """Note that there is nothing to do for the present version, unless the graph is being changed."""
        if mark := await _mark(graph):
            self._file.write_text(mark, "utf-8")


async def _mark(graph: Graph) -> str | None:
    version, changes = await present(graph)
    if version is None or changes:
        return None
    indexes = "".join(query.text for query in library().values() if query.folder == "ddl")
    rules = f"{rules_of_conditions()} {rules_of_similar()} {sha256(indexes.encode()).hexdigest()}"
    return f"{version} {rules}"
