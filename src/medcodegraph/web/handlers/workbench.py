"""The Cypher workbench: an editor that knows the graph's words, the library as a menu, rows as a table."""

from functools import cache
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.graph.library.parameters import Parameter
from medcodegraph.graph.library.queries import Query, questions
from medcodegraph.graph.model import EDGES, NODE_PROPERTIES, Label, Rel
from medcodegraph.web.address import PLACES
from medcodegraph.web.missing import respond_error
from medcodegraph.web.page import STRICT, html, unless_known

CLOSED = "Cypher over HTTP is closed here: start the service with MEDCODEGRAPH_CYPHER=1 to open it."
POLICY = f"{STRICT}; worker-src 'self'; font-src data:"
"""What the editor needs besides what every page may: its worker and its own icons."""

EXAMPLE = """\
MATCH (policy:Policy)-[says:COVERS]->(code:Code {key: $key})
RETURN policy.key, policy.title, says.stance, policy, says, code
LIMIT 25"""
PARAMETERS = '{"key": "HCPCS:Q2041"}'


def is_open(request: Request) -> bool:
    """Whether the service answers statements."""
    return bool(getattr(request.app.state, "workbench", False))


async def respond(request: Request) -> Response:
    """The page; if the service does not accept statements it says so."""
    if request.method == "POST":
        raise HTTPException(404, CLOSED)
    if not is_open(request):
        return respond_error(request, 404, CLOSED)
    content = {"title": "Cypher", "groups": _groups(), "example": EXAMPLE, "parameters": PARAMETERS}
    return html(request, "workbench.html", content, headers={"Content-Security-Policy": POLICY})


async def respond_words(request: Request) -> Response:
    """What can be written here: labels, relationships, properties, and the queries of the library."""
    if not is_open(request):
        raise HTTPException(404, CLOSED)
    return unless_known(request, _words(), "application/json")


def _groups() -> list[tuple[str, list[Query]]]:
    titles = {"read": "Questions about one thing", "analysis": "Analysis of the whole graph"}
    return [(title, [one for one in questions() if one.folder == name]) for name, title in titles.items()]


@cache
def _words() -> bytes:
    edges: dict[str, dict[str, Any]] = {
        str(kind): {
            "starts": [str(label) for label in EDGES[kind].starts] if kind in EDGES else [],
            "ends": [str(label) for label in EDGES[kind].ends] if kind in EDGES else [],
            "properties": list(EDGES[kind].properties) if kind in EDGES else [],
        }
        for kind in Rel
    }
    labels = {
        str(label): {"key": "STRING"} | {name: str(kind) for name, kind in NODE_PROPERTIES[label].items()}
        for label in Label
    }
    return orjson.dumps(
        {"labels": labels, "relationships": edges, "queries": [*map(_query, questions())], "places": PLACES}
    )


def _query(query: Query) -> dict[str, Any]:
    return {
        "name": query.name,
        "title": query.title,
        "description": query.description,
        "statement": query.text.strip(),
        "parameters": [_parameter(one) for one in query.params],
        "example": next(iter(query.examples), ""),
    }


def _parameter(parameter: Parameter) -> dict[str, Any]:
    usual = parameter.default
    return {
        "name": parameter.name,
        "type": parameter.type,
        "required": parameter.required,
        "default": ",".join(map(str, usual)) if isinstance(usual, list) else usual,
        "description": parameter.description,
    }
