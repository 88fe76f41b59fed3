"""Overload and disconnecting clients: over a real uvicorn and a real Neo4j."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from support.running import at_work, served

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http.graphql import Endpoint
from medcodegraph.http.refusal import Overloaded
from medcodegraph.http.service import Service
from medcodegraph.http.serving.admission import Admission
from medcodegraph.schema.build import build

pytestmark = pytest.mark.anyio

SLOW = "UNWIND range(1, 10000000000) AS slow_one WITH slow_one WHERE slow_one % 7 = 8 RETURN count(slow_one)"
QUERY = {"query": '{ code(key: "X:1") { key } }'}


class Slow:
    """A runner whose statements never end, on a real database."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def row(self, *_: object, timeout: float | None = None) -> list[Any]:
        return await self._graph.row(SLOW, timeout=timeout)


def slow_app(connection: Connection, service: Service, endpoints: list[Endpoint]) -> Starlette:
    """An application whose GraphQL statements are all slow."""

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with Graph.open(connection, read_timeout=service.seconds) as graph:
            endpoints.append(Endpoint(build(Slow(graph)), service))
            yield

    async def graphql(request: Request) -> Response:
        return await endpoints[0].respond(request)

    return Starlette(routes=[Route("/graphql", graphql, methods=["POST"])], lifespan=lifespan)


async def _until(graph: Graph, wanted: Callable[[int], bool], within: float = 10) -> int:
    until = time.monotonic() + within
    number = await at_work(graph, "slow_one %")
    while not wanted(number) and time.monotonic() < until:
        await asyncio.sleep(0.05)
        number = await at_work(graph, "slow_one %")
    return number


async def test_a_disconnecting_client_cancels_its_statement(
    connection: Connection, open_graph: Graph
) -> None:
    """The statement runs while the client waits, and ends when it disconnects; nothing is logged."""
    with served(slow_app(connection, Service(), [])) as url:
        async with httpx.AsyncClient(timeout=30) as http:
            asking = asyncio.create_task(http.post(f"{url}/graphql", json=QUERY))
            assert await _until(open_graph, lambda number: number == 1) == 1
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
        assert await _until(open_graph, lambda number: number == 0) == 0


async def test_a_statement_has_a_deadline(connection: Connection, open_graph: Graph) -> None:
    """A slow query is a client error, soon after the deadline, and nothing keeps running."""
    with served(slow_app(connection, Service(seconds=1), [])) as url:
        start = time.monotonic()
        async with httpx.AsyncClient(timeout=30) as http:
            answer = await http.post(f"{url}/graphql", json=QUERY)
    assert time.monotonic() - start < 5
    assert answer.status_code == 200
    assert answer.json()["errors"][0]["extensions"]["code"] == "QUERY_TOO_SLOW"
    assert await _until(open_graph, lambda number: number == 0) == 0


async def test_excess_requests_are_refused_at_once(connection: Connection, open_graph: Graph) -> None:
    """Two run, two are queued for a second, the others get 503 with Retry-After; none waits forever."""
    endpoints: list[Endpoint] = []
    service = Service(running=2, waiting=2, wait=1, seconds=3)
    with served(slow_app(connection, service, endpoints)) as url:

        def ask(_: int) -> tuple[float, httpx.Response]:
            start = time.monotonic()
            answer = httpx.post(f"{url}/graphql", json=QUERY, timeout=30)
            return time.monotonic() - start, answer

        with ThreadPoolExecutor(10) as pool:
            found = await asyncio.to_thread(lambda: list(pool.map(ask, range(10))))
        admission = endpoints[0].admission
        assert (admission.running, admission.waiting, admission.refused) == (0, 0, 8)
    busy = [(seconds, answer) for seconds, answer in found if answer.status_code == 503]
    assert len(busy) == 8
    assert sum(seconds > 0.9 for seconds, _ in busy) >= 2
    assert max(seconds for seconds, _ in found) < 10
    for _, answer in busy:
        assert answer.headers["retry-after"] == "1"
        assert answer.json()["errors"][0]["extensions"]["code"] == "OVERLOADED"


async def test_a_place_in_line_is_never_lost() -> None:
    """Requests that leave the queue, in time or too late, block no others."""
    admission = Admission(running=2, waiting=50, wait=0.05)
    done: list[str] = []

    async def work(seconds: float) -> None:
        try:
            async with admission:
                await asyncio.sleep(seconds)
            done.append("done")
        except Overloaded:
            done.append("late")

    tasks = [asyncio.create_task(work(0.02)) for _ in range(40)]
    await asyncio.sleep(0.03)
    for task in tasks[::3]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (admission.running, admission.waiting) == (0, 0)
    assert {"done", "late"} == set(done)
    async with admission:
        assert admission.running == 1


async def test_a_missing_body_times_out(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """408 after its time."""
    monkeypatch.setattr("medcodegraph.http.json_body.PATIENCE", 0.3)
    stop = threading.Event()

    def trickle() -> Any:
        yield b'{"query": "'
        stop.wait(3)

    with served(slow_app(connection, Service(), [])) as url:
        headers = {"content-type": "application/json"}
        answer = await asyncio.to_thread(
            lambda: httpx.post(f"{url}/graphql", content=trickle(), headers=headers, timeout=10)
        )
        stop.set()
    assert answer.status_code == 408
