"""The composition root: settings and a database become an application."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from medcodegraph import health, playground
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded import Connection
from medcodegraph.graph.queries import library
from medcodegraph.graphql_http import respond
from medcodegraph.schema.build import build
from medcodegraph.schema.execution import GraphSchema

WARM_UP = 5.0
"""Seconds at most for the first, slow answers of a database that has just started."""


def create_app(connection: Connection, assets: Path) -> Starlette:
    """The application over one database; `assets` is the folder of the installed playground.

    It connects when it starts and fails there where the database or the query library is not in order.
    """
    library()
    opened: list[Graph] = []

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with Graph.open(connection) as graph:
            opened.append(graph)
            app.state.graph, app.state.schema = graph, build(graph)
            await _warm(app.state.schema)
            yield
            opened.clear()

    async def graphql(request: Request) -> Response:
        if playground.is_wanted(request) and not request.query_params:
            return playground.page(request, assets)
        return await respond(request, request.app.state.schema)

    async def home(_: Request) -> Response:
        return RedirectResponse("graphql")

    return Starlette(
        routes=[
            Route("/", home),
            Route("/graphql", graphql, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
            *health.routes(lambda: opened[0] if opened else None, library),
            *playground.routes(assets),
        ],
        lifespan=lifespan,
    )


async def _warm(schema: GraphSchema) -> None:
    """Ask the playground's first examples once, so that nobody waits for Neo4j's planner to load."""
    with suppress(TimeoutError):
        async with asyncio.timeout(WARM_UP):
            for example in playground.examples():
                await schema.execute(example["query"])
