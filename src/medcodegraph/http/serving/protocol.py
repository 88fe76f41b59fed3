"""uvicorn's HTTP with limits: on the size and time of a request's head (otherwise unbounded), on trailers, on
clients that do not read, and on the number of connections."""

import asyncio
from typing import Any

from starlette.types import Receive, Scope, Send

from medcodegraph.http.refusal import Overloaded, Refused, response
from medcodegraph.http.serving.one_write import READ_WITHIN, Protocol

LARGEST_HEAD = 65_536
PATIENCE = 15.0
"""Limits of a request's first line and headers, in bytes and in seconds."""

CONNECTIONS = 1000
"""Maximum open connections; requests on further ones are refused before they are read."""


class BoundedProtocol(Protocol):
    """Closes a connection without a complete head in time, with too large a head, or beyond the maximum.

    Trailers (header lines after a chunked body) are refused: they would count as headers. A head that arrives
    in one piece, as nearly all do, costs nothing here.
    """

    _in_head = True
    _silent = 0  # bytes since the last progress: a complete head, a piece of body
    _timer: asyncio.TimerHandle | None = None
    _write_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        """A client has connected: start waiting for its first request."""
        super().connection_made(transport)
        self._timer = self.loop.call_later(PATIENCE, self.timeout_keep_alive_handler)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has disconnected."""
        self._stop_timer()
        self._stop_write_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Bytes have arrived."""
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
        self._in_head = True

    def on_headers_complete(self) -> None:
        """A head is complete."""
        self._in_head, self._silent = False, 0
        if len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers) > LARGEST_HEAD:
            self.app = _too_large
        elif len(self.connections) > CONNECTIONS:
            self.app = _turn_away
        super().on_headers_complete()
        self.headers = []  # those of the request are in its scope; what comes here are trailers

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        self._silent = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """A request is complete; if this raises, the parser answers 400."""
        if self.headers:
            raise ValueError("trailers are not accepted")
        self._silent = 0
        super().on_message_complete()

    def pause_writing(self) -> None:
        """The client reads more slowly than it is answered."""
        super().pause_writing()
        if self._write_timer is None:
            self._write_timer = self.loop.call_later(READ_WITHIN, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read most of what was pending."""
        self._stop_write_timer()
        super().resume_writing()

    def timeout_keep_alive_handler(self) -> None:
        """Close an idle connection, without waiting for a client that does not read."""
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
    message = (
        f"the head of the request is larger than {LARGEST_HEAD:,} bytes: send the query as the body of a POST"
    )
    await response(Refused(431, message, "HEAD_TOO_LARGE", Connection="close"))(scope, receive, send)
