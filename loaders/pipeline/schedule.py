"""When parts are read: ahead of writing, unless a part needs names from the graph."""

import asyncio
from collections.abc import Collection, Sequence
from typing import Self

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Label
from medcodegraph.graph.names.known import KnownNames, NamesBeside
from medcodegraph.loaders.pipeline.load_part import Outcome, PartRun, Ready
from medcodegraph.loaders.pipeline.parts import source_key
from medcodegraph.loaders.pipeline.worker import Reader, no_other_names, stands_alone
from medcodegraph.loaders.source import Part
from medcodegraph.progress import Progress

AHEAD = 2
"""How many parts are read ahead: two, so that a small one does not delay a large one."""


class ReadingAhead:
    """Reads parts on demand, or ahead if they need nothing from the graph."""

    def __init__(self, tell: Progress) -> None:
        self._tell, self._reader = tell, Reader()
        self._coming: dict[PartRun, asyncio.Task[Ready | Outcome]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._coming.values():
            task.cancel()
        for left in await asyncio.gather(*self._coming.values(), return_exceptions=True):
            if isinstance(left, Ready):
                left.prepared.close()
        await self._reader.close()

    def begin(self, runs: Sequence[PartRun]) -> None:
        """Start reading these parts one after another, in the background."""
        last = None
        for run in runs:
            if not stands_alone(run.part):
                return
            if run not in self._coming:
                self._coming[run] = asyncio.create_task(self._read(run, behind=last))
            last = self._coming[run]

    async def take(self, run: PartRun, names: "NamesFor") -> Ready | Outcome:
        """The result of reading a part, which starts now unless it has begun already."""
        run.awaited = True
        if coming := self._coming.pop(run, None):
            return await coming
        return await run.read(self._reader, await names.beside(run.part), self._tell)

    async def _read(self, run: PartRun, behind: "asyncio.Task[Ready | Outcome] | None") -> Ready | Outcome:
        if behind is not None:
            await asyncio.wait([behind])
        return await run.read(self._reader, no_other_names(run.part), self._tell)


class NamesFor:
    """The names that sources give, read from the graph when a part first needs some."""

    def __init__(self, graph: Graph, labels: Collection[Label]) -> None:
        self._graph, self._labels = graph, labels
        self._known: KnownNames | None = None
        self._stale: list[str] = []

    def changed(self, source: str) -> None:
        """Note that what this source states has changed."""
        if self._known is not None:
            self._stale.append(source)

    async def beside(self, part: Part) -> NamesBeside:
        """The names that sources other than this part give."""
        if stands_alone(part):
            return no_other_names(part)
        if self._known is None:
            self._known = await KnownNames.read(self._graph, self._labels)
        for source in self._stale:
            await self._known.reread(self._graph, source)
        self._stale.clear()
        return await self._known.beside(self._graph, source_key(part.name), part.systems)
