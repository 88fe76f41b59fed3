"""The one pipeline: from a loader's facts to the graph, and what is loaded out of it again.

Each part is read whole and checked before anything is written: a wrong file, or one with too many rejected
rows, changes nothing. While facts are written the part's Source is `loading`; then what it no longer says is
swept, and the Source is `complete`. Whatever is cut short, loading the part again gives the graph of a load
in peace.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from medcodegraph.errors import InputError, MedcodegraphError, NotFoundError
from medcodegraph.graph import write
from medcodegraph.graph.collector import collecting_seldom
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.names import KnownNames
from medcodegraph.graph.parameters import suggestion
from medcodegraph.graph.queries import find
from medcodegraph.graph.write_batches import BATCH
from medcodegraph.loaders.part_run import Order, Outcome, PartRun, Progress
from medcodegraph.loaders.reading import parts_of, source_key
from medcodegraph.loaders.source import Loader, Options

Failed = Callable[[MedcodegraphError], None]
"""Called with what is wrong with one of many files, so that the others are loaded."""

Derive = Callable[[Graph], Awaitable[object]]
"""Brings up to date what is derived from loaded facts; cheap where it is."""


async def load(
    graph: Graph,
    loader: Loader,
    paths: Sequence[Path],
    options: Options,
    *,
    force: bool = False,
    max_rejects: float = 0.1,
    rejects: Path | None = None,
    batch: int = BATCH,
    progress: Progress | None = None,
    derive: Derive | None = None,
    hide_licensed: bool | None = None,
    failed: Failed | None = None,
) -> list[Outcome]:
    """Load files, or the loader's default files where no path is given, and derive.

    A part whose files, options and loader are those of its last complete load is left as it is, unless
    `force`. Rejected rows are listed in the folder `rejects`. Raises InputError for a file that is missing or
    wrong, or has more than the share `max_rejects` of its rows rejected: then the graph is as it was before.
    `batch` is how many facts go to Neo4j at a time. `hide_licensed` says whether a part of licensed texts is
    hidden; None leaves it as it is with those that are there. With `failed` a part that is wrong does not
    stop the others: it is told what was wrong instead.
    """
    parts = await asyncio.to_thread(parts_of, loader, paths, options)
    await write.apply_schema(graph)
    names = await KnownNames.read(graph, {label for part in parts for label in part.needs})
    order = Order(options, force, max_rejects, rejects, batch, hide_licensed)
    outcomes = []
    for part in parts:
        beside = await names.beside(graph, source_key(part.name), part.systems)
        try:
            with collecting_seldom():
                outcome = await PartRun(graph, loader, part, beside, order).load(progress or _silent)
        except InputError as error:
            if failed is None:
                raise
            failed(error)
            continue
        outcomes.append(outcome)
        if outcome.state == "loaded":
            await names.reread(graph, source_key(part.name))
    if derive is not None:
        await derive(graph)
    return outcomes


async def unload(graph: Graph, name: str, *, derive: Derive | None = None) -> int:
    """Remove a part, a series or all parts of a loader, by name, and derive; how many edges and claims went.

    What other sources say stays as it is. Raises NotFoundError where nothing of that name is loaded.
    """
    loaded = [row for row in await graph.read(find("loaded_sources").text) if row["part_of"] is None]
    names = {
        row["source"]: (row["name"], row["series"], row["source"].removeprefix("SOURCE:")) for row in loaded
    }
    wanted = [source for source, called in names.items() if name in called]
    if not wanted:
        known = {each for called in names.values() for each in called if each}
        raise NotFoundError(f"no source {name!r} is loaded{suggestion(name, known)}")
    removed = sum([await write.remove(graph, source) for source in wanted])
    if derive is not None:
        await derive(graph)
    return removed


async def sources(graph: Graph) -> list[dict[str, Any]]:
    """Every Source in the graph, in the columns of the library query `sources`."""
    return await graph.read(find("sources").text)


def _silent(label: str, done: int, of: int | None, /) -> None:
    """Tell nobody."""
