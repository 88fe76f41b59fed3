"""The doors: who may ask, from where and how often; checked before a request is read. ASGI middleware."""

import asyncio
import ipaddress
import math
from time import perf_counter
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medcodegraph.http import refusal
from medcodegraph.http.doors import tokens
from medcodegraph.http.doors.rates import Rates
from medcodegraph.http.refusal import Refused, Stopping
from medcodegraph.http.service import Service
from medcodegraph.schema.measures import Traffic

OPEN = ("/health/", "/playground")
"""Paths without data: no token is asked for there."""

TOKEN = "medcodegraph.token"  # noqa: S105 (the name of a place in the scope)
"""Where the scope holds the name of the token that came with a request."""

_KEPT_HOSTS = 100  # writings of our own names, so that most requests need no parsing
_COUNTED = frozenset({"graphql", "cypher", "health", "metrics", "playground"})
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
)


def doors(service: Service, traffic: Traffic) -> list[Middleware]:
    """The middleware of an application, outermost first; what passes is counted in `traffic`."""
    cors = Middleware(
        CORSMiddleware,
        allow_origins=service.origins,
        allow_methods=["GET", "POST"],
        allow_headers=["authorization", "content-type", "x-request-id"],
        expose_headers=["x-request-id", "retry-after"],
        max_age=600,
    )
    return [*([cors] if service.origins else []), Middleware(Guard, service, traffic)]


class Guard:
    """Checks the host, the origin, the rate and the token, in this order; adds security headers to answers.

    A page of another site cannot ask: its origin shows, or its browser says that it is foreign. A name that
    an attacker makes point to this machine is no host of ours. WebSockets are refused.
    """

    def __init__(self, app: ASGIApp, service: Service, traffic: Traffic) -> None:
        self._app, self._service, self._traffic = app, service, traffic
        self._known_hosts: set[str] = set()
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
            self._check(scope, dict(scope["headers"]))
        except Refused as refused:
            await refusal.response(refused)(scope, receive, out)
            return
        try:
            await self._app(scope, receive, out)
        except asyncio.CancelledError:  # the server stops, and can wait no longer for the work to end
            if not begun:
                await refusal.response(Stopping())(scope, receive, out)
            raise
        finally:
            self._traffic.seconds.add(perf_counter() - start)

    def _check(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        host = headers.get(b"host", b"").decode("latin-1").lower()
        self._check_host(host)
        if scope["path"].startswith("/health/"):
            return
        self._check_origin(scope, headers, host)
        name = self._token(headers)
        if self._rates is not None and (seconds := self._rates.take(name or _address(scope))):
            raise Refused(
                429,
                f"more than {self._service.rate:g} requests a second: wait {seconds:.1f} s",
                "TOO_MANY_REQUESTS",
                Retry_After=str(math.ceil(seconds)),
            )
        if self._service.tokens and name is None and not _is_open(scope, headers):
            raise Refused(
                401,
                "this service asks for a token: send `Authorization: Bearer TOKEN` with one that it knows",
                "UNAUTHENTICATED",
                WWW_Authenticate='Bearer realm="medcodegraph"',
            )
        scope[TOKEN] = name

    def _check_host(self, host: str) -> None:
        if host in self._known_hosts:
            return
        name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
        if name == "localhost" or name in self._service.hosts or "*" in self._service.hosts:
            self._remember(host)
            return
        try:
            ipaddress.ip_address(name.strip("[]"))
            self._remember(host)
        except ValueError:
            raise Refused(
                421,
                f"{name[:100]!r} is no name of this service: add it to MEDCODEGRAPH_HOSTS where it should be",
                "UNKNOWN_HOST",
            ) from None

    def _remember(self, host: str) -> None:
        if len(self._known_hosts) < _KEPT_HOSTS:
            self._known_hosts.add(host)

    def _check_origin(self, scope: Scope, headers: dict[bytes, bytes], host: str) -> None:
        origin = headers.get(b"origin", b"").decode("latin-1")
        if origin:
            allowed = self._service.origins
            if urlsplit(origin).netloc.lower() == host or origin in allowed or "*" in allowed:
                return
        elif headers.get(b"sec-fetch-site", b"none") in (b"none", b"same-origin") or (
            headers.get(b"sec-fetch-mode") == b"navigate" and not scope["query_string"]
        ):
            return
        raise Refused(
            403,
            "pages of other sites may not ask here: add the site to MEDCODEGRAPH_ORIGINS where it should",
            "FOREIGN_ORIGIN",
        )

    def _noted(self, path: str, send: Send, begun: list[int]) -> Send:
        """Sending with security headers, and with a count of the answer; its status goes into `begun`."""
        counted = self._traffic.answers
        place = path[1:].partition("/")[0]
        place = place if place in _COUNTED else "other"

        async def send_noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                more = [header for header in _HEADERS if header[0] not in there]
                message = {**message, "headers": [*message["headers"], *more]}
                counted[place, message["status"]] += 1
                begun.append(message["status"])
            await send(message)

        return send_noted

    def _token(self, headers: dict[bytes, bytes]) -> str | None:
        if not self._service.tokens:
            return None
        scheme, _, token = headers.get(b"authorization", b"").partition(b" ")
        known = self._service.tokens.get(tokens.digest(token.strip()))
        return known if scheme.lower() == b"bearer" else None


def _is_open(scope: Scope, headers: dict[bytes, bytes]) -> bool:
    """Whether a request brings no data: health, the playground's page and files, the way to it."""
    path: str = scope["path"]
    if path == "/" or path.startswith(OPEN) or scope["method"] == "OPTIONS":
        return True
    page = scope["method"] in ("GET", "HEAD") and b"text/html" in headers.get(b"accept", b"")
    return path == "/graphql" and page and not scope["query_string"]


def _address(scope: Scope) -> str:
    """What tells clients without a token apart; a network of IPv6 counts as one."""
    host: str = scope["client"][0] if scope.get("client") else ""
    return ":".join(host.split(":")[:4]) if ":" in host else host
