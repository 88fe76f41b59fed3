"""Tools for assistants at `POST /mcp`: streamable HTTP of the Model Context Protocol. Off unless turned on.

The doors before it are those of every request: tokens, hosts, origins, rates. A tool's document waits in the
line of GraphQL requests; a statement that runs without GraphQL waits in one of its own.
"""

from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from typing import Any

from starlette.routing import Route

from medcodegraph.assistants.calling import Ask, Caller, Notice
from medcodegraph.assistants.statements import Statements
from medcodegraph.graph.driver import Graph
from medcodegraph.http.service import Service
from medcodegraph.http.serving.admission import Admission
from medcodegraph.http.serving.watch import WatchedGraph


class Assistants:
    """The route, and what answers it once `start` was called."""

    def __init__(self, service: Service) -> None:
        # Not above: the SDK is optional, and slow to import.
        from medcodegraph.assistants.server import application

        self._service = service
        self._caller: Caller | None = None
        answering, self.running = application(self._called, cypher=service.cypher, body=service.body)
        self.route = Route("/mcp", answering, methods=["POST"])

    running: Callable[[], AbstractAsyncContextManager[None]]
    """The context in which it answers."""

    def start(self, ask: Ask, graph: Graph, watched: WatchedGraph, notice: Notice) -> None:
        """Answer with documents that `ask` runs, and statements on a graph."""
        service = self._service
        admission = Admission(max(1, service.running // 4), service.waiting, service.wait)

        async def within(work: Coroutine[Any, Any, Any]) -> Any:
            try:
                async with admission:
                    return await watched.guarded(work)
            finally:
                work.close()

        statements = Statements(graph, service.cypher_seconds)
        self._caller = Caller(ask, statements, notice, within, service.cypher)

    def _called(self) -> Caller:
        assert self._caller is not None, "the application has started"
        return self._caller
