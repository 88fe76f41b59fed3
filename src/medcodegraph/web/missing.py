"""Pages for what is not there and for what went wrong, each with its status."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.graph.keys import is_whole, normalise
from medcodegraph.web.asking import Unanswered, ask
from medcodegraph.web.handlers import token
from medcodegraph.web.page import html

NO_PAGES = ("graphql", "health", "metrics", "playground", "explorer")
"""Places that answer programs, whatever these accept."""

TITLES = {
    400: "This question is not valid",
    401: "A token is needed",
    404: "There is no such page",
    405: "This page cannot be requested in this way",
    500: "Something went wrong",
    503: "The service cannot answer right now",
}


def respond_error(
    request: Request, status: int, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A page that says what went wrong, and what can be done."""
    content = {"title": TITLES.get(status, "This did not work"), "message": message, "suggestions": []}
    return html(request, "error.html", content, status, headers)


def unanswered(request: Request, error: Unanswered) -> Response:
    """The page for a document that got no answer."""
    return respond_error(
        request, error.status, str(error), {"Retry-After": "2"} if error.status == 503 else None
    )


def cannot_be_a_key(text: str) -> bool:
    """Whether a text names no code system, so that nothing can have it as a key."""
    return not is_whole(normalise(text))


async def respond(request: Request, kind: str, key: str) -> Response:
    """The page for a key that no thing has, with what may have been meant."""
    try:
        found = await ask(request, "missing", key=key, text=key.rpartition(":")[2] or key)
        suggestions = _suggested(found, kind)
    except Unanswered:
        suggestions = []
    name = "code system" if kind == "CodeSystem" else kind.lower()
    content = {
        "title": f"There is no {name} {key}",
        "message": f"Nothing loaded has this key. Find a {name} by its full key, in any "
        "form, or by searching for its name.",
        "suggestions": suggestions,
    }
    return html(request, "error.html", content, 404)


def _suggested(found: object, kind: str) -> list[tuple[str, str, str]]:
    """Type, key and name of each suggestion, once."""
    assert isinstance(found, dict)
    suggestions: dict[str, tuple[str, str, str]] = {}
    if kind == "Code":
        for answer in found["lookup"]:
            for one in answer.get("suggestions") or ():
                code = one["code"]
                suggestions[code["key"]] = ("Code", code["key"], code["display"] or "")
    for edge in found["search"]["edges"]:
        node = edge["node"]
        name = node.get("display") or node.get("name") or node.get("title") or ""
        suggestions.setdefault(node["key"], (node["__typename"], node["key"], name))
    return list(suggestions.values())[:8]


def wants_page(request: Request) -> bool:
    """Whether a person in a browser asks for a page of the explorer, rather than a program for data."""
    place = request.url.path.strip("/").partition("/")[0]
    accepts = "text/html" in request.headers.get("accept", "")
    return request.method in ("GET", "HEAD") and accepts and place not in NO_PAGES


def refused(request: Request, status: int, message: str, headers: Mapping[str, str]) -> Response:
    """What someone who is refused sees: the form for a token, or the reason."""
    if status == 401:
        return token.ask(request)
    return respond_error(request, status, message, headers)
