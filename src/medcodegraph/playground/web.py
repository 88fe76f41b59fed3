"""Serves the playground: a page at the GraphQL URL, for browsers, and its files under /playground/."""

import hashlib
import html
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

_HERE = Path(__file__).parent
_OWN = {"page.js": "text/javascript", "page.css": "text/css", "icon.svg": "image/svg+xml"}
_FOREVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
_PAGE_HEADERS = {
    "Cache-Control": "no-cache",
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # The editor sets inline styles; everything else must come from the server's own files.
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; worker-src 'self'; "
    "connect-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'self'; form-action 'none'; frame-ancestors 'none'",
}


def is_wanted(request: Request) -> bool:
    """Whether a request to the GraphQL URL comes from a browser, which gets the page instead of an answer."""
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")


def page(request: Request, assets: Path) -> Response:
    """The playground page, or how to install it if `assets` is missing."""
    installed = assets.is_dir()
    text = (_HERE / ("page.html" if installed else "missing.html")).read_text(encoding="utf-8")
    address = html.escape(str(request.url.replace(query="")))
    return HTMLResponse(
        text.replace("{{base}}", base(assets)).replace("{{address}}", address),
        status_code=200 if installed else 503,
        headers=_PAGE_HEADERS,
    )


def routes(assets: Path) -> list[BaseRoute]:
    """The routes of the page's files, at URLs that change with their content, so that browsers cache them."""
    place = f"/{base(assets)}".rstrip("/")
    own = {name: ((_HERE / name).read_bytes(), media_type) for name, media_type in _OWN.items()} | {
        "examples.json": (json.dumps(examples()).encode(), "application/json")
    }
    return [
        Route("/playground", lambda _: RedirectResponse("graphql")),
        Route("/playground/", lambda _: RedirectResponse("../graphql")),
        *(Route(f"{place}/{name}", _served(*content)) for name, content in own.items()),
        Mount(
            place,
            _Files(directory=assets, check_dir=False),
            middleware=[Middleware(GZipMiddleware, minimum_size=1000, compresslevel=6)],
        ),
    ]


@cache
def examples() -> list[dict[str, str]]:
    """The example queries in order: name, title (the first comment), query."""
    return [
        {
            "name": file.stem.partition("-")[2],
            "title": text.partition("\n")[0].removeprefix("# "),
            "query": text.rstrip(),
        }
        for file in sorted((_HERE / "examples").glob("*.graphql"))
        for text in [file.read_text(encoding="utf-8")]
    ]


def base(assets: Path) -> str:
    """The base URL of the files."""
    return f"playground/{_version(assets)}/"


@cache
def _version(assets: Path) -> str:
    content = hashlib.sha256(assets.name.encode() + json.dumps(examples()).encode())
    for name in _OWN:
        content.update((_HERE / name).read_bytes())
    return content.hexdigest()[:12]


def _served(content: bytes, media_type: str) -> Callable[[Request], Response]:
    return lambda _: Response(content, media_type=media_type, headers=_FOREVER)


class _Files(StaticFiles):
    async def check_config(self) -> None:
        """A missing folder is not an error here: its files are simply not found."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """A file that browsers may cache."""
        response = super().file_response(*args, **kwargs)
        response.headers.update(_FOREVER)
        return response
