"""Writing pages: Jinja2 templates with escaping on, and the headers that every page has."""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.pages.blocks import Bar, Table
from medcodegraph.pages.render import DISCLAIMER, plain
from medcodegraph.web import address, assets

PLACES = {"graphql", "coverage", "graph", "compare"}
"""The pages beside those of things: what the navigation may lead to."""

STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": STRICT,
    "Cache-Control": "no-cache",
    "Vary": "Accept, Cookie",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


def html(
    request: Request,
    template: str,
    content: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page of a template, for a request."""
    root = address.root(request.scope)
    text = (
        _environment()
        .get_template(template)
        .render(
            content,
            root=root,
            asset=root + assets.base(),
            vendor=getattr(request.app.state, "vendor", ""),
            place=request.url.path,
            places=PLACES | ({"cypher"} if getattr(request.app.state, "workbench", False) else set()),
            disclaimer=DISCLAIMER,
            pending=request.app.state.endpoint.pending(),
        )
    )
    return unless_known(request, text.encode(), "text/html; charset=utf-8", status, headers)


def waiting(label: str, done: int, of: int | None) -> bytes:
    """The first page while the first load runs."""
    template = _environment().get_template("waiting.html")
    text = template.render(label=label, done=done, of=of, asset=assets.base(), disclaimer=DISCLAIMER)
    return text.encode()


def unless_known(
    request: Request,
    body: bytes,
    media_type: str,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer with its ETag, or 304 if the browser already has it."""
    tag = f'"{hashlib.sha256(media_type.encode() + body).hexdigest()[:20]}"'
    every = {**HEADERS, **(headers or {}), "ETag": tag}
    if status == 200 and tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=every)
    return Response(body, status, every, media_type)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("medcodegraph.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        thing=address.of_thing,
        query=address.query,
        plain=plain,
        legend=legend,
        kind_of=lambda one: type(one).__name__,
    )
    return environment


def legend(table: Table) -> list[str]:
    """The kinds of parts that the scores of a table have."""
    bars = (piece for row in table.rows for cell in row for piece in cell if isinstance(piece, Bar))
    return list(dict.fromkeys(kind for bar in bars for kind, share in bar.parts if share > 0))
