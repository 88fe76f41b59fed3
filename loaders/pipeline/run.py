"""The one pipeline: from a loader's facts to the graph, and what is loaded out of it again.

Each part is read whole and checked before anything of it is written: a wrong file, or one with too many
rejected rows, changes nothing. While one part is written the next ones are read. While facts are written the
part's Source is `loading`; then what it no longer says is swept, and the Source is `complete`. Whatever is
cut short, loading the part again gives the graph of an undisturbed load.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from medcodegraph.errors import InputError, MedcodegraphError, NotFoundError, SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.garbage import collecting_seldom
from medcodegraph.graph.library.parameters import suggestion
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.write import source
from medcodegraph.loaders.pipeline.load_part import USUAL, Manner, Outcome, PartRun
from medcodegraph.loaders.pipeline.parts import parts_of
from medcodegraph.loaders.pipeline.schedule import AHEAD, NamesFor, ReadingAhead
from medcodegraph.loaders.source import Loader, Options
from medcodegraph.progress import Progress, silent

Failed = Callable[[MedcodegraphError], None]
"""Called with what is wrong with one of many files, so that the others are loaded."""

Derive = Callable[[Graph], Awaitable[object]]
"""Brings up to date what is derived from loaded facts; cheap where it is."""


@dataclass(frozen=True, slots=True)
class Task:
    """One loader with its files; its default files where there are none."""

    loader: Loader
    paths: Sequence[Path] = ()
    options: Options = field(default_factory=dict)


async def load(
    graph: Graph,
    loader: Loader,
    paths: Sequence[Path],
    options: Options,
    manner: Manner = USUAL,
    *,
    progress: Progress | None = None,
    derive: Derive | None = None,
    failed: Failed | None = None,
) -> list[Outcome]:
    """Load files of one source, or its loader's default files where no path is given: see `load_all`."""
    tasks = [Task(loader, paths, options)]
    return await load_all(graph, tasks, manner, progress=progress, derive=derive, failed=failed)


async def load_all(
    graph: Graph,
    tasks: Sequence[Task],
    manner: Manner = USUAL,
    *,
    progress: Progress | None = None,
    derive: Derive | None = None,
    failed: Failed | None = None,
) -> list[Outcome]:
    """Load the files of one source after the other, and derive.

    Raises InputError for a file that is missing or wrong, or has too many rows rejected, and SettingsError
    for an option that a loader has not: then nothing of that part, nor of those after it, is in the graph.
    With `failed` a part that is wrong does not stop the others: it is told what was wrong instead.
    """
    runs = await asyncio.to_thread(_planned, graph, tasks, manner, failed)
    await source.apply_schema(graph)
    names = NamesFor(graph, {label for run in runs for label in run.part.needs})
    tell = progress or silent
    outcomes = []
    with collecting_seldom():
        async with ReadingAhead(tell) as reading:
            for at, run in enumerate(runs, start=1):
                try:
                    outcomes.append(await _one(run, runs[at : at + AHEAD], reading, names, tell))
                except InputError as error:
                    if failed is None:
                        raise
                    failed(error)
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
    removed = sum([await source.remove(graph, key) for key in wanted])
    if derive is not None:
        await derive(graph)
    return removed


async def sources(graph: Graph) -> list[dict[str, Any]]:
    """Every Source in the graph, in the columns of the library query `sources`."""
    return await graph.read(find("sources").text)


def _planned(graph: Graph, tasks: Sequence[Task], manner: Manner, failed: Failed | None) -> Sequence[PartRun]:
    """All parts of all tasks, in order."""
    runs: list[PartRun] = []
    for task in tasks:
        try:
            parts = parts_of(task.loader, task.paths, task.options)
        except (InputError, SettingsError) as error:
            if failed is None:
                raise
            failed(error)
        else:
            runs += [PartRun(graph, task.loader, part, task.options, manner) for part in parts]
    return runs


async def _one(
    run: PartRun, following: Sequence[PartRun], reading: ReadingAhead, names: NamesFor, tell: Progress
) -> Outcome:
    """Load one part, and begin to read those that follow."""
    began = time.monotonic()
    ready = await reading.take(run, names)
    reading.begin(following)
    if isinstance(ready, Outcome):
        return ready
    with closing(ready.prepared):
        outcome = await run.write(ready, began, tell)
    names.changed(run.source)
    return outcome
