"""The addresses of the explorer: relative to the page they are on, so that it works behind any prefix."""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from starlette.types import Scope

PLACES = {
    "Code": "code",
    "Condition": "condition",
    "Procedure": "procedure",
    "Policy": "policy",
    "Payer": "payer",
    "Source": "source",
    "CodeSystem": "system",
}
"""Where the page of each type of thing is; others have none."""


def root(scope: Scope) -> str:
    """The way from the page that a request asks for back to the explorer's first page."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    prefix = scope.get("root_path", "").encode()
    depth = raw.removeprefix(prefix).count(b"/") - 1
    return "../" * depth or "./"


def of_thing(kind: str, key: str) -> str | None:
    """The address of a thing's page from the first page, None if its type has none."""
    place = PLACES.get(kind)
    if place is None:
        return None
    return f"{place}/{quote(key.removeprefix('SYSTEM:') if kind == 'CodeSystem' else key, safe=':.-_~')}"


def query(path: str, parameters: Iterable[tuple[str, str]]) -> str:
    """A path with parameters, without those that are empty."""
    given = [(name, value) for name, value in parameters if value]
    between = "&" if "?" in path else "?"
    return f"{path}{between}{urlencode(given)}" if given else path
