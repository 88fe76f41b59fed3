"""Ending the work for a client that has gone: what runs for it is cancelled, its statement too."""

import asyncio
from types import TracebackType

from starlette.requests import Request

PATIENCE = 0.1
"""Seconds that work may take before it is watched for: short work is over before anybody could go."""


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


class Watched:
    """An async context manager around the work for a request whose body has been read; raises ClientGone."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._gone = False
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> None:
        self._task = asyncio.current_task()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(PATIENCE, self._start)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()
        if self._gone and self._task is not None:
            self._task.uncancel()
            raise ClientGone from error

    def _start(self) -> None:
        self._watch = asyncio.get_running_loop().create_task(self._wait())

    async def _wait(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self._gone = True
        if self._task is not None:
            self._task.cancel()
