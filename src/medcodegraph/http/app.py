"""The composition root: builds the application from settings and a database."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from medcodegraph import playground, web
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import library
from medcodegraph.http import health, refusal
from medcodegraph.http.assistants import Assistants
from medcodegraph.http.cypher import CypherEndpoint
from medcodegraph.http.doors import tokens
from medcodegraph.http.doors.guard import doors
from medcodegraph.http.graphql import CLIENT_GONE, Endpoint
from medcodegraph.http.metrics import Metrics, Watchers
from medcodegraph.http.refusal import Refused
from medcodegraph.http.service import Service
from medcodegraph.http.serving.answers import Version
from medcodegraph.http.serving.answers_files import AnswersFiles
from medcodegraph.http.serving.disconnect import ClientGone
from medcodegraph.http.serving.watch import WatchedGraph
from medcodegraph.http.warm_up import planned
from medcodegraph.schema.build import build
from medcodegraph.schema.measures import Traffic
from medcodegraph.telemetry.tracing import TracedRequests, TracedRunner

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer


def create_app(
    connection: Connection,
    assets: Path,
    service: Service | None = None,
    tracer: "Tracer | None" = None,
    sign: Path | None = None,
    searchable: Callable[[], bool] = lambda: True,
) -> Starlette:
    """The application over one database; `assets` is the folder of the installed playground.

    `sign` is the file that changes with the graph (graph/write/version.py); a file beside it keeps answers
    over a restart. Without it no answer is kept. As long as `searchable` is false, as search names are still
    being derived, the application answers but is not ready.

    With a `tracer`, requests and statements are traced. It connects on startup, and fails then if the
    database or the query library has a problem.
    """
    service = service or Service()
    library()
    opened: list[Graph] = []
    traffic = Traffic()
    metrics = Metrics(traffic)
    assistants = Assistants(service) if service.mcp else None

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with Graph.open(connection, read_timeout=service.seconds) as graph:
            watched = WatchedGraph(graph)
            runner = TracedRunner(watched, tracer) if tracer else watched
            schema = build(runner, service.limits, slow=service.slow)
            app.state.vendor = playground.base(assets)
            version = None if sign is None else Version(watched, sign)
            files = None if sign is None else AnswersFiles(sign.parent, repr(service.limits))
            app.state.endpoint = endpoint = Endpoint(schema, service, version, files)
            metrics.watchers = Watchers(graph, watched, schema.measures, endpoint.admission, endpoint.answers)
            app.state.cypher = CypherEndpoint(graph, watched, service, endpoint.notice)
            app.state.workbench = service.cypher
            opened.append(graph)
            async with AsyncExitStack() as running:
                await running.enter_async_context(watched.watched())
                if version:
                    await running.enter_async_context(version.running())
                if assistants:
                    assistants.start(endpoint.run, graph, watched, endpoint.notice)
                    await running.enter_async_context(assistants.running())
                planning = planned(
                    endpoint, lambda: endpoint.is_busy() or not searchable(), all_=service.warm_up
                )
                await running.enter_async_context(planning)
                yield
                await endpoint.save()
            opened.clear()

    async def cypher(request: Request) -> Response:
        endpoint: CypherEndpoint = request.app.state.cypher
        return await endpoint.respond(request)

    graphql = _GraphQL(assets)
    return Starlette(
        routes=[
            Route("/graphql", graphql, name="graphql"),
            *([Route("/cypher", cypher, methods=["POST"])] if service.cypher else []),
            *([assistants.route] if assistants else []),
            *health.routes(lambda: opened[0] if opened else None, library, searchable),
            metrics.route(),
            *playground.routes(assets),
            *web.routes(lambda token: tokens.digest(token) in service.tokens, tokens.COOKIE),
        ],
        middleware=[
            *doors(service, traffic, _shown),
            *([Middleware(TracedRequests, tracer)] if tracer else []),
            Middleware(_Direct, graphql, "/graphql"),
        ],
        exception_handlers={HTTPException: _refused, ClientGone: _gone, Exception: _failed},
        lifespan=lifespan,
    )


class _Direct:
    """Leads to one endpoint without Starlette's routing, which takes a tenth of the time of a kept answer."""

    def __init__(self, app: ASGIApp, endpoint: ASGIApp, path: str) -> None:
        self._app, self._endpoint, self._path = app, endpoint, path

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        direct = scope["type"] == "http" and scope["path"] == self._path
        return (self._endpoint if direct else self._app)(scope, receive, send)


class _GraphQL:
    """The playground for browsers, the endpoint for other clients; ASGI, which Starlette wraps less."""

    def __init__(self, assets: Path) -> None:
        self._assets = assets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        if playground.is_wanted(request) and not request.query_params:
            answer = playground.page(request, self._assets)
        else:
            endpoint: Endpoint = request.app.state.endpoint
            answer = await endpoint.respond(request)
        await answer(scope, receive, send)


def _shown(request: Request, refused: Refused) -> Response:
    """A refusal, as a page for browsers and as JSON for programs."""
    if web.wants_page(request):
        return web.refused(request, refused.status, str(refused), refused.headers)
    return refusal.response(refused)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED"}.get(error.status_code, "BAD_REQUEST")
    return _shown(request, Refused(error.status_code, error.detail, code, **dict(error.headers or {})))


async def _gone(_: Request, __: Exception) -> Response:
    """The response to log if the client has gone."""
    return Response(status_code=CLIENT_GONE)


async def _failed(request: Request, _: Exception) -> Response:
    """The answer to an unexpected error; the server logs it with the request's id."""
    message = "an internal error: report it with the request's id"
    return _shown(request, Refused(500, message, "INTERNAL"))
