"""Which part is read when: one ahead of what is written, unless it asks for names that are in the graph."""

import asyncio
from collections.abc import Collection
from typing import Self

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Label
from medcodegraph.graph.names import KnownNames, NamesBeside
from medcodegraph.loaders.part_run import Outcome, PartRun, Progress, Ready
from medcodegraph.loaders.reader import Reader, nobody_beside, stands_alone
from medcodegraph.loaders.reading import source_key
from medcodegraph.loaders.source import Part


class ReadingAhead:
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

    async def take(self, run: PartRun, names: "NamesFor") -> Ready | Outcome:
        """What reading this one gives, which was begun or is now."""
        run.awaited = True
        if self._coming is None:
            return await run.read(self._reader, await names.beside(run.part), self._tell)
        coming, self._coming = self._coming, None
        return await coming


class NamesFor:
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
