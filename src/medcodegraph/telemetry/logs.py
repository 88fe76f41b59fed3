"""Logging: text, or one JSON object per line; one line for each HTTP request.

A request is logged with its method, path, status and time. Query strings, bodies and headers are never
logged: they contain what people ask about.
"""

import asyncio
import json
import logging
import random
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache
from time import localtime, perf_counter, strftime
from typing import Any, TextIO

from graphql import GraphQLError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medcodegraph.telemetry.handler import StepHandler

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request being answered; None outside of one."""

LONGEST_PATH = 200
"""Maximum characters of a request's path in the log."""

_SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,127}")
_PROBES = ("/health/live", "/health/ready")
_FIELDS = ("method", "path", "status", "ms")
_requests = logging.getLogger("medcodegraph.requests")


def configure(as_json: bool = False, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send every log record to `stream` (default: standard error), as text or as JSON lines.

    Libraries log from WARNING up. Calling it again replaces the earlier configuration.
    """
    handler = StepHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if as_json else TextFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("medcodegraph").setLevel(level)
    logging.getLogger("strawberry.execution").addFilter(_without_query)
    logging.getLogger("uvicorn.error").addFilter(_not_cut_off)
    logging.captureWarnings(True)
    # Not used by our formats, and each costs time for every record.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False


def _without_query(record: logging.LogRecord) -> bool:
    """Remove the query's text, which Strawberry logs with an error; keep the error and its location."""
    error = record.msg
    if isinstance(error, GraphQLError):
        record.msg = f"GraphQL error at {error.path}: {type(error.original_error or error).__name__}"
    return True


def _not_cut_off(record: logging.LogRecord) -> bool:
    """Drop the error of a request that a stopping server cancels: its request line says 503."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))


class JsonFormatter(logging.Formatter):
    """One JSON object per line: time, level, logger, message, and fields of the request."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line of ASCII JSON."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (current := request_id.get()) is not None:
            line["request_id"] = current
        line |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


class TextFormatter(logging.Formatter):
    """For people: local time, level, message, the request's id, followed by a stack trace if any."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as a line, with control characters escaped; its stack trace on separate lines."""
        message = record.getMessage()
        if not message.isprintable():
            message = "".join(c if c.isprintable() else repr(c)[1:-1] for c in message)
        mark = "" if (current := request_id.get()) is None else f" [{current}]"
        text = f"{_clock(int(record.created))} {record.levelname:<7} {message}{mark}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


@lru_cache(8)
def _clock(second: int) -> str:
    return strftime("%H:%M:%S", localtime(second))


class RequestLog:
    """ASGI middleware: gives each request an id, returned as X-Request-ID, and logs one line at its end.

    A valid X-Request-ID of the client is kept. It wraps the whole application, so that it also sees error
    responses. Playground files and health probes are logged as DEBUG, but for a probe that fails
    as the one before it did not; the rest as INFO.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._probed: dict[str, int] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other scopes pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        identity = _identity(scope)
        request_id.set(identity)
        status = 500
        start = perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", []), (b"x-request-id", identity.encode())]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await self._app(scope, receive, send_with_id)
        finally:
            ms = round((perf_counter() - start) * 1000, 1)
            method, path = scope["method"], scope["path"][:LONGEST_PATH]
            dull = path.startswith(("/health/", "/playground/")) and status < 400
            if path in _PROBES:
                dull |= status == self._probed.get(path)
                self._probed[path] = status
            _log(logging.DEBUG if dull else logging.INFO, method, path, status, ms)


def _log(level: int, method: str, path: str, status: int, ms: float) -> None:
    """Log a request; the record is made here without looking up the calling line."""
    if _requests.isEnabledFor(level):
        said = f"{method} {path} {status} in {ms:.1f} ms"
        record = logging.LogRecord(_requests.name, level, "", 0, said, (), None)
        record.__dict__ |= {"method": method, "path": path, "status": status, "ms": ms}
        _requests.handle(record)


def _identity(scope: Scope) -> str:
    for name, given in scope["headers"]:
        if name == b"x-request-id":
            text: str = given.decode("latin-1")
            if _SANE_ID.fullmatch(text):
                return text
    return f"{random.getrandbits(128):032x}"
