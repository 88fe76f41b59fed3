"""Cypher over HTTP for analysts: `POST /cypher` with a token, rows as JSON lines. Off by default.

The request is `{"statement": "...", "parameters": {...}, "limit": 100}`; `"query": "coverage"` instead of a
statement runs a query of the library, with its parameters checked and completed. The answer's first line is
`{"columns": [...]}`, followed by one `{"row": [...]}` for each row, and finally either
`{"end": {"rows": 3, "complete": true}}` or `{"error": {...}}`: an answer without one of these was truncated.
With `"graph": true`, a line `{"graph": {...}}` with the nodes and edges of the rows precedes the end; with
`"explain": true`, nothing runs, and the rows are the steps of the plan. While the graph is being changed,
`pending` in `end` says what rows may lack.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from medcodegraph.errors import (
    DatabaseError,
    MedcodegraphError,
    NotFoundError,
    RequestError,
    SettingsError,
    StatementRejected,
    StatementTooLarge,
    StatementTooSlow,
)
from medcodegraph.graph.driver import Explained, Graph, Seen
from medcodegraph.graph.library import queries, readonly
from medcodegraph.graph.library.typed_json import typed
from medcodegraph.graph.request.planners import Planners
from medcodegraph.http import json_body, refusal
from medcodegraph.http.refusal import Refused
from medcodegraph.http.service import Service
from medcodegraph.http.serving.admission import Admission
from medcodegraph.http.serving.disconnect import ClientGone, Watched
from medcodegraph.http.serving.watch import WatchedGraph
from medcodegraph.schema.client_errors import fault

LONGEST = 50_000
"""Maximum characters of a statement."""

DRAWN = 300
"""Maximum number of nodes, and of edges, for a picture."""

_CHUNK = 32_768  # bytes sent at once
_PLAN = ("operator", "details", "depth", "rows")
_START = {
    "type": "http.response.start",
    "status": 200,
    "headers": [(b"content-type", b"application/jsonl; charset=utf-8"), (b"cache-control", b"no-store")],
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: a statement, its parameters, its row limit, and whether it wants a graph or the plan."""

    statement: str
    params: dict[str, Any]
    limit: int
    graph: bool
    explain: bool


class CypherEndpoint:
    """Answers the Cypher requests of an application."""

    def __init__(
        self,
        graph: Graph,
        watched: WatchedGraph,
        service: Service,
        notice: Callable[[], Awaitable[str | None]],
    ) -> None:
        """`notice` says what rows may lack while the graph is being changed."""
        self._graph, self._watched, self._service, self._notice = graph, watched, service, notice
        self._planners = Planners()
        self._admission = Admission(max(1, service.running // 4), service.waiting, service.wait)

    async def respond(self, request: Request) -> Response:
        """Answer one HTTP request; rows are sent as they arrive."""
        try:
            asked = await self._asked(request)
        except ClientGone:
            return Response(status_code=499)
        except RequestError as error:
            return _refused(error)
        return _Lines(self, request, asked)

    async def _asked(self, request: Request) -> Asked:
        given = await json_body.body(request, self._service.body)
        if not isinstance(given, dict):
            raise Refused(400, 'the body is not a statement: send {"statement": "MATCH ..."}')
        parameters, limit = given.get("parameters", {}), given.get("limit", self._service.cypher_rows)
        if not isinstance(parameters, dict):
            raise Refused(400, "`parameters` must be a JSON object")
        if not isinstance(limit, int) or isinstance(limit, bool) or limit < 0:
            raise Refused(400, "`limit` must be a whole number, 0 or more")
        graph, explain = (given.get(name, False) for name in ("graph", "explain"))
        if not isinstance(graph, bool) or not isinstance(explain, bool):
            raise Refused(400, "`graph` and `explain` must be true or false")
        statement, values = _statement(given.get("statement"), given.get("query"), parameters)
        if len(statement) > LONGEST:
            raise Refused(413, f"the statement is longer than {LONGEST:,} characters", "BODY_TOO_LARGE")
        return Asked(statement, values, min(limit, self._service.cypher_rows), graph, explain)

    async def run(self, request: Request, asked: Asked, out: "_Out") -> None:
        """Check and run a statement, writing its answer line by line."""

        async def work() -> None:
            async with self._planners.turn():
                plan = await readonly.check(self._graph, asked.statement, asked.params)
            if asked.explain:
                await _plan(plan, out)
                return
            notice = await self._notice()
            seen = Seen(DRAWN) if asked.graph else None
            timeout = self._service.cypher_seconds
            async with self._graph.stream(asked.statement, asked.params, timeout=timeout, seen=seen) as (
                columns,
                rows,
            ):
                await out.line({"columns": list(columns)})
                end = await self._rows(rows, asked.limit, out)
            if seen is not None:
                await out.line({"graph": _picture(seen)})
            await out.line({"end": {**end, "pending": notice} if notice else end})

        async with Watched(request), self._admission:
            await self._watched.guarded(work())

    async def _rows(self, rows: AsyncIterator[list[Any]], limit: int, out: "_Out") -> dict[str, Any]:
        sent = 0
        async for row in rows:
            if sent == limit or out.size > self._service.cypher_bytes:
                return {"rows": sent, "complete": False}
            await out.line({"row": row})
            sent += 1
        return {"rows": sent, "complete": True}


def _statement(statement: object, name: object, parameters: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """The statement to run and its parameters; those of a library query are bound as its header declares."""
    if isinstance(name, str):
        try:
            query = queries.question(name)
            if isinstance(statement, str) and statement.strip() != query.text.strip():
                return statement, query.bind(parameters)
            return query.sent(parameters)
        except StatementRejected as error:
            raise Refused(400, str(error)) from error
        except (NotFoundError, SettingsError) as error:
            raise Refused(400, str(error), "BAD_USER_INPUT") from error
    if not isinstance(statement, str):
        raise Refused(400, 'the body is not a statement: send {"statement": "MATCH ..."}')
    return statement, {name: typed(name, value) for name, value in parameters.items()}


async def _plan(plan: Explained, out: "_Out") -> None:
    await out.line({"columns": list(_PLAN)})
    for step in plan.steps:
        await out.line({"row": list(step)})
    await out.line({"end": {"rows": len(plan.steps), "complete": True}})


def _picture(seen: Seen) -> dict[str, Any]:
    """Nodes by key and the edges between them; `cut` if there may be more."""
    nodes = {identity: node for identity, node in seen.nodes.items() if node[1].get("key")}
    drawn = [
        {
            "id": facts["key"],
            "kind": label,
            "name": facts.get("display") or facts.get("name") or facts.get("title") or facts["key"],
        }
        for label, facts in nodes.values()
    ]
    edges = [
        {"source": nodes[start][1]["key"], "target": nodes[end][1]["key"], "relation": relation}
        for start, end, relation in seen.edges.values()
        if start in nodes and end in nodes
    ]
    cut = len(seen.nodes) == seen.most or len(seen.edges) == seen.most
    return {"nodes": drawn, "edges": edges, "cut": cut}


class _Out:
    """Sends lines to the client; the response starts with the first."""

    def __init__(self, send: Send) -> None:
        self._send, self._waiting = send, bytearray()
        self.started = False
        self.size = 0

    async def line(self, content: dict[str, Any]) -> None:
        line = orjson.dumps(content, default=str, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_APPEND_NEWLINE)
        self.size += len(line)
        self._waiting += line
        if len(self._waiting) >= _CHUNK:
            await self.flush(more=True)

    async def flush(self, *, more: bool) -> None:
        if not self.started:
            self.started = True
            await self._send(_START)
        await self._send({"type": "http.response.body", "body": bytes(self._waiting), "more_body": more})
        self._waiting.clear()


class _Lines(Response):
    """The answer to a statement: a refusal if nothing was sent yet, else lines."""

    def __init__(self, endpoint: CypherEndpoint, request: Request, asked: Asked) -> None:
        super().__init__()
        self._endpoint, self._request, self._asked = endpoint, request, asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        out = _Out(send)
        try:
            await self._endpoint.run(self._request, self._asked, out)
        except ClientGone:
            return
        except MedcodegraphError as error:
            refused = _explained(error)
            if not out.started:
                await _refused(refused)(scope, receive, send)
                return
            await out.line({"error": refusal.told(refused.code, str(refused))})
        await out.flush(more=False)


def _explained(error: MedcodegraphError) -> RequestError:
    """An error for the analyst: Neo4j's message about the statement, and nothing else."""
    match error:
        case RequestError():
            return error
        case StatementRejected():
            return Refused(400, str(error), "STATEMENT_REJECTED")
        case StatementTooSlow() | StatementTooLarge():
            return Refused(400, str(error), "STATEMENT_TOO_EXPENSIVE")
    told = fault(error)
    status = 503 if isinstance(error, DatabaseError) else 500
    return Refused(status, told.message, str((told.extensions or {})["code"]), Retry_After="1")


def _refused(error: RequestError) -> Response:
    return refusal.response(error if isinstance(error, Refused) else Refused(400, str(error), error.code))
