"""The one pipeline: from a loader's facts to the graph, and what is loaded out of it again.

Each part is read whole and checked before anything of it is written: a wrong file, or one with too many
rejected rows, changes nothing. While one part is written the next is read. While facts are written the part's
Source is `loading`; then what it no longer says is swept, and the Source is `complete`. Whatever is cut
short, loading the part again gives the graph of a load in peace.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from medcodegraph.errors import InputError, MedcodegraphError, NotFoundError, SettingsError
from medcodegraph.graph import write
from medcodegraph.graph.collector import collecting_seldom
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Label
from medcodegraph.graph.names import KnownNames, NamesBeside
from medcodegraph.graph.parameters import suggestion
from medcodegraph.graph.queries import find
from medcodegraph.loaders.part_run import USUAL, Manner, Outcome, PartRun, Progress, Ready
from medcodegraph.loaders.reader import Reader, nobody_beside, stands_alone
from medcodegraph.loaders.reading import parts_of, source_key
from medcodegraph.loaders.source import Loader, Options, Part

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
    await write.apply_schema(graph)
    names = _Names(graph, {label for run in runs for label in run.part.needs})
    tell = progress or _silent
    outcomes = []
    with collecting_seldom():
        async with _ReadingAhead(tell) as reading:
            for run, following in zip(runs, [*runs[1:], None], strict=True):
                try:
                    outcomes.append(await _one(run, following, reading, names, tell))
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
    removed = sum([await write.remove(graph, source) for source in wanted])
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
    run: PartRun, following: PartRun | None, reading: "_ReadingAhead", names: "_Names", tell: Progress
) -> Outcome:
    """Load one part, and begin to read the one that follows."""
    began = time.monotonic()
    ready = await reading.take(run, names)
    if following is not None:
        reading.begin(following)
    if isinstance(ready, Outcome):
        return ready
    with closing(ready.prepared):
        outcome = await run.write(ready, began, tell)
    names.changed(run.source)
    return outcome


class _ReadingAhead:
    """Reads parts when they are asked for, or before where nothing in the graph matters to them."""

    def __init__(self, tell: Progress) -> None:
        self._tell, self._reader = tell, Reader()
        self._coming: asyncio.Task[Ready | Outcome] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._coming is not None:
            self._coming.cancel()
            (left,) = await asyncio.gather(self._coming, return_exceptions=True)
            if isinstance(left, Ready):
                left.prepared.close()
        await self._reader.close()

    def begin(self, run: PartRun) -> None:
        """Read this one while others do something else."""
        if stands_alone(run.part):
            names = nobody_beside(run.part)
            self._coming = asyncio.create_task(run.read(self._reader, names, self._tell))

    async def take(self, run: PartRun, names: "_Names") -> Ready | Outcome:
        """What reading this one gives, which was begun or is now."""
        run.awaited = True
        if self._coming is None:
            return await run.read(self._reader, await names.beside(run.part), self._tell)
        coming, self._coming = self._coming, None
        return await coming


class _Names:
    """The names that sources give, read from the graph when a part first asks for some."""

    def __init__(self, graph: Graph, labels: Collection[Label]) -> None:
        self._graph, self._labels = graph, labels
        self._known: KnownNames | None = None
        self._stale: list[str] = []

    def changed(self, source: str) -> None:
        """What this source says is another now."""
        if self._known is not None:
            self._stale.append(source)

    async def beside(self, part: Part) -> NamesBeside:
        """The names that others than this part give."""
        if stands_alone(part):
            return nobody_beside(part)
        if self._known is None:
            self._known = await KnownNames.read(self._graph, self._labels)
        for source in self._stale:
            await self._known.reread(self._graph, source)
        self._stale.clear()
        return await self._known.beside(self._graph, source_key(part.name), part.systems)


def _silent(label: str, done: int, of: int | None, /) -> None:
    """Tell nobody."""
