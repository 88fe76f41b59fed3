"""The explorer's own files: one style sheet, small scripts; at an address that changes with their content."""

import hashlib
from collections.abc import Callable
from functools import cache
from importlib import resources

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@cache
def files() -> dict[str, bytes]:
    """The content of each file by its name."""
    folder = resources.files(__package__).joinpath("static")
    return {
        file.name: file.read_bytes() for file in folder.iterdir() if file.name.rpartition(".")[2] in TYPES
    }


@cache
def base() -> str:
    """Where the files are, from the first page."""
    content = hashlib.sha256()
    for name, body in sorted(files().items()):
        content.update(name.encode() + body)
    return f"explorer/{content.hexdigest()[:12]}/"


def routes() -> list[BaseRoute]:
    """A route for each file."""
    return [Route(f"/{base()}{name}", _served(name, body)) for name, body in files().items()]


def _served(name: str, body: bytes) -> Callable[[Request], Response]:
    media_type = TYPES[name.rpartition(".")[2]]
    return lambda _: Response(body, media_type=media_type, headers=FOREVER)
