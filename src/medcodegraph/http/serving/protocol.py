"""uvicorn's HTTP with bounds: on a request's head, which it would wait for and keep without end, on what may
come after a body, on clients that do not read, and on how many connections are answered."""

import asyncio
from typing import Any

from starlette.types import Receive, Scope, Send

from medcodegraph.http.refusal import Overloaded, Refused, response
from medcodegraph.http.serving.one_write import READ_WITHIN, Protocol

LARGEST_HEAD = 65_536
PATIENCE = 15.0
"""Bytes, and seconds, in which a request's first line and headers have to be there."""

CONNECTIONS = 1000
"""Open at once; requests on one more are turned away before they are read."""


class BoundedProtocol(Protocol):
    """Closes a connection on which no whole head comes in time, or one that is too large, or one too many.

    Trailers (header lines behind a chunked body) are refused: they would count as the head's. A head that
    comes in one piece, as nearly all do, costs nothing here.
    """

    _in_head = True
    _size = 0  # of this head
    _silent = 0  # bytes since something came of them: a whole head, a piece of body
    _timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client is there: its first request has to come."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(PATIENCE, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone."""
        self._stop_timer()
        self._stop_write_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        self._silent += len(data)
        super().data_received(data)
        if not self._in_head:
            self._stop_timer()
        elif self._timer is None:
            self._timer = self.loop.call_later(PATIENCE, self.timeout_keep_alive_handler)
        if self._silent > LARGEST_HEAD:
            self.transport.close()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head, self._size = True, 0

    def on_url(self, url: bytes) -> None:
        """A piece of the first line."""
        self._size += len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header line; the parser answers 400 where this raises."""
        if not self._in_head:
            raise ValueError("trailers are not taken")
        self._size += len(name) + len(value) + 4
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._in_head, self._silent = False, 0
        if self._size > LARGEST_HEAD:
            self.app = _too_large
        elif len(self.connections) > CONNECTIONS:
            self.app = _turn_away
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        self._silent = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._silent = 0
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client does not read as fast as it is answered."""
        super().pause_writing()
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(READ_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        """It has taken most of what waited for it."""
        self._stop_write_timer()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Nothing has come for long: close, without waiting for a client that does not read."""
        if self.transport.get_write_buffer_size():
            self.transport.abort()
        else:
            super().timeout_keep_alive_handler()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_write_timer(self) -> None:
        if self._write_timer is not None:
            self._write_timer.cancel()
            self._write_timer = None


async def _turn_away(scope: Scope, receive: Receive, send: Send) -> None:
    answer = response(Overloaded())
    answer.headers["Connection"] = "close"
    await answer(scope, receive, send)


async def _too_large(scope: Scope, receive: Receive, send: Send) -> None:
    message = f"the head of the request is over {LARGEST_HEAD:,} bytes: send the query as the body of a POST"
    await response(Refused(431, message, "HEAD_TOO_LARGE", Connection="close"))(scope, receive, send)
