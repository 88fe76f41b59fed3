"""The version of the graph: a mark that each load, unload and derivation moves, so that answers can be kept.

It is stored in the graph, for all its servers. A file beside the database changes with it, so that servers on
the same machine notice at once.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from platform import node
from uuid import uuid4

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find

LOAD, NAMES, SIMILAR, HIDE = "load", "names", "similar", "hide"
"""Kinds of change: a load or unload; deriving the names that search finds and the codes of conditions, and
similar codes; hiding or showing licensed texts.
"""
DERIVATIONS = frozenset({NAMES, SIMILAR})


@asynccontextmanager
async def changing(graph: Graph, sign: Path, what: str) -> AsyncIterator[None]:
    """Mark that the graph changes while the block runs, and give it a new version at the end.

    `sign` is the file that changes with it, `what` the kind of change, of which one runs at a time. If the
    process is killed or stopped, or something could not be derived, the graph counts as changing, and no
    answer is kept, until the next such change ends.
    """
    by = await begin(graph, sign, what)
    try:
        yield
    except Exception:
        if what not in DERIVATIONS:
            await _end(graph, sign, by)
        raise
    await _end(graph, sign, by)


async def present(graph: Graph) -> tuple[str | None, set[str]]:
    """The version, and the kinds of change that have begun and not ended: they run, or were interrupted."""
    id_, kinds = await graph.row(find("graph_version").text)
    return id_, {str(kind) for kind in kinds}


async def begin(graph: Graph, sign: Path, what: str) -> str:
    """Mark that the graph changes until such a change has ended; returns who says so."""
    by = f"{what} {node()}:{sign}"
    await graph.write(find("graph_version_begin").text, {"by": by})
    _touch(sign)
    return by


async def _end(graph: Graph, sign: Path, by: str) -> None:
    try:
        await graph.write(find("graph_version_end").text, {"by": by})
    finally:
        _touch(sign)


def _touch(sign: Path) -> None:
    sign.parent.mkdir(parents=True, exist_ok=True)
    sign.write_text(uuid4().hex)
