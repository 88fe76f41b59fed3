"""Limits how many requests run at once: others wait in a bounded queue for a bounded time."""

import asyncio
from collections import deque
from contextlib import suppress
from types import TracebackType

from medcodegraph.http.refusal import Overloaded


class Admission:
    """An async context manager around a request's work; raises Overloaded if the queue is full or too slow.

    `running` and `waiting` are the current numbers of requests, `refused` how many were refused so far.
    """

    def __init__(self, running: int, waiting: int, wait: float) -> None:
        self._most_running, self._most_waiting, self._wait = running, waiting, wait
        self._line: deque[asyncio.Future[None]] = deque()
        self.running = 0
        self.refused = 0

    @property
    def waiting(self) -> int:
        """How many requests are queued."""
        return len(self._line)

    async def __aenter__(self) -> None:
        if self.running < self._most_running:
            self.running += 1
            return
        if len(self._line) >= self._most_waiting:
            self.refused += 1
            raise Overloaded
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            async with asyncio.timeout(self._wait):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():
                self._next()  # its turn has just come: pass it on
            else:
                with suppress(ValueError):
                    self._line.remove(turn)
            if not isinstance(error, TimeoutError):
                raise
            self.refused += 1
            raise Overloaded from error

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._next()

    def _next(self) -> None:
        """Give the place of a finished request to the first in the queue."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.running -= 1
