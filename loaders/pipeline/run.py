"""The one pipeline: loads a loader's facts into the graph, and unloads them.

Each part is read and checked completely before any of it is written: an invalid file, or one with too many
rejected rows, changes nothing. While one part is written the next ones are read. While facts are written the
part's Source is `loading`; then what it no longer states is swept, and the Source is `complete`. After any
interruption, loading the part again gives the graph of an uninterrupted load.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from medcodegraph.errors import InputError, MedcodegraphError, NotFoundError, SettingsError
from medcodegraph.garbage import collecting_seldom
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.parameters import suggestion
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.write import source
from medcodegraph.loaders.pipeline.followers import keep_place, out_of_date, run_again
from medcodegraph.loaders.pipeline.load_part import USUAL, Manner, Outcome, PartRun
from medcodegraph.loaders.pipeline.parts import parts_of, sound_parts
from medcodegraph.loaders.pipeline.schedule import AHEAD, NamesFor, ReadingAhead
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Options
from medcodegraph.progress import Progress, silent

Failed = Callable[[MedcodegraphError], None]
"""Called with the error of one of many files, so that the others are loaded."""

Derive = Callable[[Graph], Awaitable[object]]
"""Updates what is derived from loaded facts; cheap if nothing changed."""


@dataclass(frozen=True, slots=True)
class Task:
    """One loader with its files; no files means its default files."""

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
    """Load files of one source, or its loader's default files if no path is given: see `load_all`."""
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
    """Load the files of one source after another, then what follows the codes that they changed, and derive.

    Raises InputError for a file that is missing, invalid, or has too many rows rejected, and SettingsError
    for an option that a loader does not have: that part and those after it are then not loaded. With
    `failed`, which is called with the error, an invalid part does not stop the others.
    """
    runs = await asyncio.to_thread(_planned, graph, tasks, manner, failed)
    names = NamesFor(graph, {label for run in runs for label in run.part.needs})
    tell = progress or silent
    outcomes = []
    with collecting_seldom():
        async with ReadingAhead(tell) as reading:
            reading.begin(runs[:AHEAD])
            await source.apply_schema(graph)
            for at, run in enumerate(runs, start=1):
                try:
                    outcomes.append(await _one(run, runs[at : at + AHEAD], reading, names, tell))
                except InputError as error:
                    if failed is None:
                        raise
                    failed(error)
            if any(outcome.state == "loaded" for outcome in outcomes):
                outcomes += await _follow(graph, [run.source for run in runs], manner, reading, tell)
    if derive is not None:
        await derive(graph)
    return outcomes


async def unload(
    graph: Graph, name: str, manner: Manner = USUAL, *, derive: Derive | None = None
) -> tuple[int, list[Outcome]]:
    """Remove a part, a series or all parts of a loader, by name, and derive.

    Returns how many edges and claims were removed, and the outcomes of parts that follow the codes that are
    gone. What other sources state is unchanged. Raises NotFoundError if nothing of that name is loaded.
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
    async with ReadingAhead(silent) as reading:
        again = await _follow(graph, (), manner, reading, silent)
    if derive is not None:
        await derive(graph)
    return removed, again


async def sources(graph: Graph) -> list[dict[str, Any]]:
    """Every Source in the graph, in the columns of the library query `sources`."""
    return await graph.read(find("sources").text)


def _planned(graph: Graph, tasks: Sequence[Task], manner: Manner, failed: Failed | None) -> Sequence[PartRun]:
    """All parts of all tasks, in order; those that look up codes come after all that state some."""
    runs: list[PartRun] = []
    for task in tasks:
        try:
            parts = (
                parts_of(task.loader, task.paths, task.options)
                if failed is None
                else sound_parts(task.loader, task.paths, task.options, failed)
            )
        except (InputError, SettingsError) as error:
            wrong_option = isinstance(error, SettingsError) and len(tasks) == 1
            if failed is None or wrong_option:
                raise
            failed(error)
        else:
            runs += [PartRun(graph, task.loader, part, task.options, manner) for part in parts]
    runs.sort(key=lambda run: bool(run.part.systems))
    if len(runs) > 1:
        for at, run in enumerate(runs, start=1):
            run.label = f"{run.part.name} (part {at} of {len(runs)})"
    return runs


async def _follow(
    graph: Graph, done: Sequence[str], manner: Manner, reading: ReadingAhead, tell: Progress
) -> list[Outcome]:
    """Load again the parts that follow a system whose codes are others now, but for the sources `done`."""
    outcomes, names = [], NamesFor(graph, ())
    for follower in await out_of_date(graph, done):
        try:
            run = await asyncio.to_thread(run_again, graph, follower, manner)
            outcomes.append(await _one(run, (), reading, names, tell))
        except InputError as error:
            report = Report()
            systems = " and ".join(follower.systems)
            report.notice(f"takes all codes of {systems}, which have changed: load its file again ({error})")
            outcomes.append(Outcome(follower.part, "out of date", 0, 0, 0, 0, report, 0.0))
    return outcomes


async def _one(
    run: PartRun, following: Sequence[PartRun], reading: ReadingAhead, names: NamesFor, tell: Progress
) -> Outcome:
    """Load one part, and start reading the following ones."""
    began = time.monotonic()
    ready = await reading.take(run, names)
    reading.begin(following)
    if isinstance(ready, Outcome):
        return ready
    with closing(ready.prepared):
        outcome = await run.write(ready, began, tell)
    keep_place(run)
    names.changed(run.source)
    return outcome
