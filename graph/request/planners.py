"""Limits how many statements Neo4j plans at once: planning takes a core and cannot be cancelled."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from medcodegraph.errors import DatabaseBusy

AT_ONCE = 2
PATIENCE = 10.0
"""Seconds that a statement waits for its turn."""

HELD = 5.0
"""Seconds that a turn stays taken after its request was cancelled: Neo4j continues planning."""


class Planners:
    """A limited number of turns for statements that Neo4j has not planned yet."""

    def __init__(self, at_once: int = AT_ONCE, patience: float = PATIENCE) -> None:
        self._turns, self._patience = asyncio.Semaphore(at_once), patience

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for a turn and hold it; raises DatabaseBusy if none is free in time."""
        try:
            async with asyncio.timeout(self._patience):
                await self._turns.acquire()
        except TimeoutError as error:
            raise DatabaseBusy("the database is busy planning other statements") from error
        held = 0.0
        try:
            yield
        except asyncio.CancelledError:
            held = HELD
            raise
        finally:
            asyncio.get_running_loop().call_later(held, self._turns.release)
