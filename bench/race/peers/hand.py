"""E: a hand-written endpoint: Starlette, one Cypher statement per query, orjson.

Database and port come from the environment; `GET /NAME?variable=value` answers.
"""

import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import uvicorn
from neo4j import AsyncDriver, AsyncGraphDatabase, RoutingControl
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS
from race.works import FILES

_LIBRARY = re.compile(r"// the library's (\w+) stands here")
_KINDS = "// the kinds of evidence stand here"


def _statement(text: str) -> str:
    """The statement of a work; some are library queries, extended by hand."""
    kinds = ", ".join(f"['{kind}', s.{kind}, {weight}]" for kind, weight in SIMILAR_WEIGHTS.items())
    return _LIBRARY.sub(lambda found: library()[found[1]].text, text).replace(_KINDS, kinds)


STATEMENTS = {file.stem: _statement(file.read_text()) for file in FILES.glob("*.cypher")}


def parameters(name: str, values: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a statement: those of the request, and the others of library queries."""
    if name == "search":
        return library()[name].bind({"text": values["text"]})
    if name == "coverage":
        return library()[name].bind({"key": values["code"]})
    if name == "nested":
        return {**values, "key": values["diagnosis"]}
    return values


@asynccontextmanager
async def _lifespan(app: Starlette) -> AsyncIterator[None]:
    async with AsyncGraphDatabase.driver(
        os.environ["MEDCODEGRAPH_NEO4J_URI"],
        auth=(os.environ["MEDCODEGRAPH_NEO4J_USER"], os.environ["MEDCODEGRAPH_NEO4J_PASSWORD"]),
    ) as driver:
        app.state.driver = driver
        yield


async def _answer(request: Request) -> Response:
    driver: AsyncDriver = request.app.state.driver
    name = request.path_params["name"]
    records, _, _ = await driver.execute_query(
        STATEMENTS[name],
        parameters(name, dict(request.query_params)),
        routing_=RoutingControl.READ,
        database_="neo4j",
    )
    return Response(orjson.dumps({"data": records[0]["data"]}), media_type="application/json")


app = Starlette(routes=[Route("/{name}", _answer)], lifespan=_lifespan)

if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ["PORT"]), log_level="warning", access_log=False, http="httptools")
