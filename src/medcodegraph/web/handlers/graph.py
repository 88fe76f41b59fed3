"""The graph page: the neighbourhood of a thing as a picture and as a list, and a path to another thing."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.pages import neighbours
from medcodegraph.web import address, missing
from medcodegraph.web.asking import ask
from medcodegraph.web.handlers.things import written
from medcodegraph.web.page import html, unless_known


async def respond(request: Request) -> Response:
    """Answer one request; without a key, the form alone."""
    key, to = (request.query_params.get(name, "").strip() for name in ("key", "to"))
    form = {"given": {"key": key, "to": to}}
    if not key:
        return html(request, "forms/graph_form.html", form)
    data, ways = await _found(request, key, to)
    if data is None:
        return await missing.respond(request, "Code", key)
    asked = [("key", key), ("to", to)]
    page = neighbours.page(data, ways)
    canonical = address.query("graph", [("key", data["node"]["key"]), ("to", to)])
    more = {**form, "to": to, "ways": ways, "from_data": address.query("graph/data", asked)}
    return written(request, page, data, canonical, "neighbours", [("key", page.key)], "graph.html", **more)


async def respond_data(request: Request) -> Response:
    """Nodes and edges for the script that draws."""
    key, to = (request.query_params.get(name, "").strip() for name in ("key", "to"))
    data, ways = await _found(request, key, to)
    picture = neighbours.picture(data, ways) if data else {"nodes": [], "edges": [], "cut": []}
    for node in picture["nodes"]:
        node["address"] = address.of_thing(node["kind"], node["id"])
    return unless_known(request, orjson.dumps(picture), "application/json", 200 if data else 404)


async def _found(request: Request, key: str, to: str) -> tuple[Mapping[str, Any] | None, list[Any]]:
    if missing.cannot_be_a_key(key):
        return None, []
    data = await ask(request, "neighbours", key=key)
    if data["node"] is None:
        return None, []
    if not to or missing.cannot_be_a_key(to):
        return data, []
    return data, (await ask(request, "path", **{"from": key, "to": to}))["path"]
