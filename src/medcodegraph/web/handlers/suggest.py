"""Suggestions as one types, for the script of the field."""

import orjson
from starlette.requests import Request
from starlette.responses import Response

from medcodegraph.web import address
from medcodegraph.web.asking import ask
from medcodegraph.web.handlers.search import LONGEST, hit
from medcodegraph.web.page import unless_known

SHORTEST = 2
"""Characters from which on suggestions are worth their search."""


async def respond(request: Request) -> Response:
    """Key, name and address of what may be meant."""
    text = request.query_params.get("text", "").strip()[:LONGEST]
    found = []
    if len(text) >= SHORTEST:
        for edge in (await ask(request, "suggest", text=text))["search"]["edges"]:
            one = hit(edge)
            if where := address.of_thing(one.kind, one.key):
                found.append({"key": one.key, "name": one.name, "address": where})
    return unless_known(request, orjson.dumps(found), "application/json")
