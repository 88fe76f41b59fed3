"""The explorer's routes: each page, what it was asked with, its files."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from medcodegraph.errors import RequestError
from medcodegraph.web import assets, how, missing
from medcodegraph.web.asking import Unanswered
from medcodegraph.web.handlers import compare, coverage, graph, home, search, suggest, token, workbench
from medcodegraph.web.handlers.things import THINGS

Respond = Callable[[Request], Awaitable[Response]]


def routes(is_known: Callable[[str], bool], cookie: str) -> list[BaseRoute]:
    """All of them; they ask the endpoint of the application's state.

    `is_known` says whether a token is the service's, `cookie` is where a browser keeps it.
    """

    async def take_token(request: Request) -> Response:
        return await token.respond(request, is_known, cookie)

    pages: list[tuple[str, Respond]] = [
        ("/", home.respond),
        ("/search", search.respond),
        ("/suggest", suggest.respond),
        ("/compare", compare.respond),
        ("/compare/payers", compare.respond_payers),
        ("/compare/releases", compare.respond_releases),
        ("/coverage", coverage.respond),
        ("/graph", graph.respond),
        ("/graph/data", graph.respond_data),
        ("/how/{name}", how.respond),
        ("/cypher/words", workbench.respond_words),
        *((f"/{place}/{{key:path}}", thing.respond) for place, thing in THINGS.items()),
    ]
    return [
        *(Route(path, _page(respond)) for path, respond in pages),
        Route("/token", _page(take_token), methods=["GET", "POST"]),
        Route("/cypher", _page(workbench.respond), methods=["GET", "POST"]),
        *assets.routes(),
    ]


def _page(respond: Respond) -> Respond:
    """A page that shows what went wrong as a page, too."""

    async def answered(request: Request) -> Response:
        try:
            return await respond(request)
        except Unanswered as error:
            return missing.unanswered(request, error)
        except RequestError as error:
            status = getattr(error, "status", 400)
            return missing.respond_error(request, status, str(error))

    return answered
