"""Which sites' pages may send requests: our own, and the configured ones."""

import logging
from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.types import Scope

from medcodegraph.http.refusal import Refused

_KEPT = 20
log = logging.getLogger("medcodegraph.doors")
_logged: set[str] = set()

DATA = ("/graphql", "/cypher")
"""Paths that links on other sites must not query."""


def check(scope: Scope, headers: Mapping[bytes, bytes], host: str, allowed: Collection[str]) -> None:
    """Raise Refused for a cross-site request, by its Origin or Sec-Fetch-Site header."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin:
        if _netloc(origin) == host or origin in allowed or "*" in allowed:
            return
    elif headers.get(b"sec-fetch-site", b"none") in (b"none", b"same-origin") or (
        headers.get(b"sec-fetch-mode") == b"navigate"
        and (not scope["query_string"] or scope["path"] not in DATA)
    ):
        return
    _log(origin)
    raise Refused(
        403,
        "cross-site requests are blocked; to allow this site, add it to MEDCODEGRAPH_ORIGINS",
        "FOREIGN_ORIGIN",
    )


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:  # half an IPv6 address
        return None


def _log(origin: str) -> None:
    """Log once per site that it was blocked: the browser shows its developer no reason."""
    if origin not in {"", "null", *_logged} and len(_logged) < _KEPT and len(origin) < 200:
        _logged.add(origin)
        log.warning("blocked a request from a page of %s: MEDCODEGRAPH_ORIGINS can allow it", origin)
