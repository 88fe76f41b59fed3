"""How a panel was asked: GraphQL, the Cypher it became, and the same for curl, Python and TypeScript."""

import json
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.pages.documents import document, panel, panels
from medcodegraph.web import address
from medcodegraph.web.asking import explain
from medcodegraph.web.page import html


async def respond(request: Request) -> Response:
    """The page about one panel of one page; as a part of a page where a script asks."""
    name, wanted = request.path_params["name"], request.query_params.get("panel", "")
    variables = {one: value for one, value in request.query_params.items() if one not in ("panel", "part")}
    try:
        query = panel(name, wanted) if wanted else document(name)
    except (KeyError, FileNotFoundError):
        raise HTTPException(404, f"there is no panel {wanted!r} of a page {name!r}") from None
    found = await explain(request, query, variables)
    where = str(request.url_for("graphql"))
    content = {
        "title": f"How {wanted or name} was asked",
        "query": query,
        "variables": json.dumps(variables, indent=2),
        "statement": found["statement"],
        "parameters": json.dumps(found["parameters"], indent=2, default=str),
        "curl": curl(where, query, variables),
        "python": python(where, query, variables),
        "typescript": typescript(where, query, variables),
        "open": open_at(query, variables),
        "panels": panels(name),
        "name": name,
        "given": variables,
    }
    return html(request, "how_part.html" if request.query_params.get("part") else "how.html", content)


def open_at(query: str, variables: dict[str, Any]) -> str:
    """The address that opens a document in the playground."""
    return address.query("graphql", []) + "#" + _fragment(query, variables)


def _fragment(query: str, variables: dict[str, Any]) -> str:
    return address.query("", [("query", query), ("variables", json.dumps(variables))]).removeprefix("?")


def curl(where: str, query: str, variables: dict[str, Any]) -> str:
    """The request for curl."""
    body = json.dumps({"query": query, "variables": variables}).replace("'", "'\\''")
    return f"curl {where} -H 'content-type: application/json' -d '{body}'"


def python(where: str, query: str, variables: dict[str, Any]) -> str:
    """The request in Python's standard library."""
    return (
        f'import json\nfrom urllib.request import Request, urlopen\n\nquery = """\n{query}"""\n'
        f"body = json.dumps({{'query': query, 'variables': {variables!r}}}).encode()\n"
        f"request = Request({where!r}, body, {{'content-type': 'application/json'}})\n"
        "with urlopen(request) as answer:\n    data = json.load(answer)['data']\n"
    )


def typescript(where: str, query: str, variables: dict[str, Any]) -> str:
    """The request in TypeScript."""
    return (
        f'const query = `\n{query}`;\nconst answer = await fetch({json.dumps(where)}, {{\n  method: "POST",\n'
        '  headers: { "content-type": "application/json" },\n'
        f"  body: JSON.stringify({{ query, variables: {json.dumps(variables)} }}),\n}});\n"
        "const { data } = await answer.json();\n"
    )
