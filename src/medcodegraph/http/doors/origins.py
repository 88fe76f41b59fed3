"""Whose pages may ask: our own, and those of the sites that are set."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit

from starlette.types import Scope

from medcodegraph.http.refusal import Refused

DATA = ("/graphql", "/cypher")
"""Where a link of another site must not ask a question."""


def check(scope: Scope, headers: Mapping[bytes, bytes], host: str, allowed: Collection[str]) -> None:
    """Raise Refused for a page of another site: its origin shows, or its browser says that it is foreign."""
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin:
        if urlsplit(origin).netloc.lower() == host or origin in allowed or "*" in allowed:
            return
    elif headers.get(b"sec-fetch-site", b"none") in (b"none", b"same-origin") or (
        headers.get(b"sec-fetch-mode") == b"navigate"
        and (not scope["query_string"] or scope["path"] not in DATA)
    ):
        return
    raise Refused(
        403,
        "cross-site requests are blocked; to allow this site, add it to MEDCODEGRAPH_ORIGINS",
        "FOREIGN_ORIGIN",
    )
