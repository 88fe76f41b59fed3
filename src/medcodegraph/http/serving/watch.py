"""A heartbeat of the database, so that no statement waits for a frozen one.

The driver has no read timeout, and a statement may legitimately take long. While statements run, a small one
is sent every second; if it is not answered in time, the running statements are cancelled and new ones fail at
once, until the database answers again.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from medcodegraph.errors import DatabaseError, DatabaseUnavailable
from medcodegraph.graph.driver import Graph

T = TypeVar("T")

EVERY = 1.0
PATIENCE = 2.5
"""Seconds between heartbeats, and until one must be answered: together well below five."""

log = logging.getLogger("medcodegraph.database")


class WatchedGraph:
    """A graph whose statements fail fast while the database is away; `away` is the reason, or None."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._running: set[asyncio.Task[Any]] = set()
        self._given_up: set[asyncio.Task[Any]] = set()
        self.away: str | None = None

    async def row(
        self, text: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> list[Any]:
        """The values of a statement's only record; raises DatabaseUnavailable within seconds."""
        return await self.guarded(self._graph.row(text, params, timeout=timeout))

    async def guarded(self, work: Coroutine[Any, Any, T]) -> T:
        """Run work on the database; raises DatabaseUnavailable within seconds if it does not answer."""
        task = asyncio.current_task()
        assert task is not None
        if self.away is not None:
            work.close()
            raise DatabaseUnavailable(self.away)
        self._running.add(task)
        try:
            return await work
        except asyncio.CancelledError:
            if task not in self._given_up:
                raise
            self._given_up.discard(task)
            task.uncancel()
            raise DatabaseUnavailable(self.away or "the database did not answer") from None
        finally:
            self._running.discard(task)

    @property
    def running(self) -> int:
        """The number of running statements."""
        return len(self._running)

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Watch the database in the background."""
        watch = asyncio.create_task(self._watch())
        try:
            yield
        finally:
            watch.cancel()
            with suppress(asyncio.CancelledError):
                await watch

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            if self._running or self.away is not None:
                await self._beat()

    async def _beat(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._graph.ping(timeout=PATIENCE)
        except (TimeoutError, DatabaseError) as error:
            reason = str(error) or f"the database did not answer within {PATIENCE:g} s"
            if self.away is None:
                log.error("the database is away: %s", reason)
            self.away = reason
            for task in self._running:
                self._given_up.add(task)
                task.cancel()
            return
        if self.away is not None:
            log.warning("the database is back")
        self.away = None
