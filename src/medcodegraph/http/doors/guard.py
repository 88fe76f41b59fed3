"""Checks who sends a request, from where and how often, before its body is read. ASGI middleware."""

import asyncio
import math
from collections.abc import Callable, Iterable
from time import perf_counter

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medcodegraph.http import refusal
from medcodegraph.http.doors import origins, tokens
from medcodegraph.http.doors.hosts import Hosts
from medcodegraph.http.doors.rates import Rates, client
from medcodegraph.http.refusal import Refused, Stopping
from medcodegraph.http.service import Service
from medcodegraph.schema.measures import Traffic

OPEN = ("/health/", "/playground", "/explorer/")
"""Paths without data, which need no token."""

TOKEN = "medcodegraph.token"  # noqa: S105 (the name of a place in the scope)
"""The scope's key for the name of the request's token."""

_COUNTED = frozenset({"graphql", "cypher", "mcp", "health", "metrics", "playground"})
_ONCE = frozenset({b"host", b"origin", b"authorization", b"sec-fetch-site", b"sec-fetch-mode"})
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
)
_NAMES = frozenset(name for name, _ in _HEADERS)

Shown = Callable[[Request, Refused], Response]
"""Renders a refusal, as a page or as JSON."""


def _as_json(_: Request, refused: Refused) -> Response:
    return refusal.response(refused)


def doors(service: Service, traffic: Traffic, shown: Shown = _as_json) -> list[Middleware]:
    """The middleware of an application, outermost first; requests are counted in `traffic`."""
    cors = Middleware(
        CORSMiddleware,
        allow_origins=service.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type", "x-request-id"],
        expose_headers=["x-request-id", "retry-after"],
        max_age=600,
    )
    return [*([cors] if service.origins else []), Middleware(Guard, service, traffic, shown)]


class Guard:
    """Checks the host, the origin, the rate and the token, in this order; adds security headers to answers.

    Cross-site requests are refused, by their Origin or Sec-Fetch-Site header. A host name that an attacker
    points at this machine (DNS rebinding) is not accepted. WebSockets are refused.
    """

    def __init__(self, app: ASGIApp, service: Service, traffic: Traffic, shown: Shown) -> None:
        self._app, self._service, self._traffic, self._shown = app, service, traffic, shown
        self._hosts = Hosts(service.hosts)
        self._rates = Rates(service.rate) if service.rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        start = perf_counter()
        begun: list[int] = []
        out = self._noted(scope["path"], send, begun)
        try:
            self._check(scope, _single(scope["headers"]))
        except Refused as refused:
            await self._shown(Request(scope), refused)(scope, receive, out)
            return
        try:
            await self._app(scope, receive, out)
        except asyncio.CancelledError:  # the server is stopping, and can wait no longer for the work
            if not begun:
                await refusal.response(Stopping())(scope, receive, out)
            raise
        finally:
            self._traffic.seconds.add(perf_counter() - start)

    def _check(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        host = headers.get(b"host", b"").decode("latin-1").lower()
        self._hosts.check(host)
        if scope["path"].startswith("/health/"):
            return
        origins.check(scope, headers, host, self._service.origins)
        name = tokens.holder(headers, self._service.tokens)
        if self._rates is not None and (seconds := self._rates.take(name or client(scope))):
            raise Refused(
                429,
                f"more than {self._service.rate:g} requests a second: wait {seconds:.1f} s",
                "TOO_MANY_REQUESTS",
                Retry_After=str(math.ceil(seconds)),
            )
        if self._service.tokens and name is None and not _is_open(scope, headers):
            raise Refused(
                401,
                "this service requires a token: send `Authorization: Bearer TOKEN` with one that it knows",
                "UNAUTHENTICATED",
                WWW_Authenticate='Bearer realm="medcodegraph"',
            )
        scope[TOKEN] = name

    def _noted(self, path: str, send: Send, begun: list[int]) -> Send:
        """A `send` that adds security headers and counts the answer; its status goes into `begun`."""
        counted = self._traffic.answers
        place = path[1:].partition("/")[0]
        place = place if place in _COUNTED else "other"

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message["headers"]
                own = {name for name, _ in headers if name in _NAMES}
                more = [header for header in _HEADERS if header[0] not in own] if own else _HEADERS
                message = {**message, "headers": [*headers, *more]}
                counted[place, message["status"]] += 1
                begun.append(message["status"])
            await send(message)

        return send_noted


def _single(headers: Iterable[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The headers by name; raises Refused if one that grants access occurs twice."""
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        if name in _ONCE and name in found:
            raise Refused(400, f"the header {name.decode()} appears twice: send it once")
        found[name] = value
    return found


def _is_open(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    """Whether a request returns no data: health, the playground's page, files, the token form."""
    path: str = scope["path"]
    if path == "/token" or path.startswith(OPEN) or scope["method"] == "OPTIONS":
        return True
    page = scope["method"] in ("GET", "HEAD") and b"text/html" in headers.get(b"accept", b"")
    return path == "/graphql" and page and not scope["query_string"]
