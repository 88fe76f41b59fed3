"""uvicorn's HTTP with bounds: on a request's head, which it would wait for and keep without end, and on how
many connections are answered."""

import asyncio
from typing import Any

from starlette.types import Receive, Scope, Send

from medcodegraph.http.refusal import Overloaded, response
from medcodegraph.http.serving.one_write import Protocol

LARGEST_HEAD = 65_536
PATIENCE = 15.0
"""Bytes, and seconds, in which a request's first line and headers have to be there."""

CONNECTIONS = 1000
"""Open at once; requests on one more are turned away before they are read."""


class BoundedProtocol(Protocol):
    """Closes a connection on which no whole head comes in time, or one that is too large, or one too many.

    A head that comes in one piece, as nearly all do, costs nothing here.
    """

    _in_head = True
    _size = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client is there: its first request has to come."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(PATIENCE, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        if self._in_head:
            self._size += len(data)
        super().data_received(data)
        if not self._in_head:
            self._stop_timer()
        elif self._size > LARGEST_HEAD:
            self.transport.close()
        elif self._timer is None:
            self._timer = self.loop.call_later(PATIENCE, self.timeout_keep_alive_handler)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._in_head, self._size = False, 0
        if len(self.connections) > CONNECTIONS:
            self.app = _turn_away
        super().on_headers_complete()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    answer = response(Overloaded())
    answer.headers["Connection"] = "close"
    await answer(scope, receive, send)
