"""Several servers over one database, by a routing address: none is staler than promised after a change."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from time import monotonic

import httpx
import pytest

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.write.version import changing
from medcodegraph.http.app import create_app

pytestmark = pytest.mark.anyio
QUERY = {"query": '{ code(key: "X:1") { display } }'}
CHANGES = 12
STALE = 1.0
"""Seconds after a change on another machine within which an answer may still be the one before."""


@pytest.fixture
async def clients(
    connection: Connection, graph: Graph, tmp_path: Path
) -> AsyncIterator[list[httpx.AsyncClient]]:
    """Two servers, each as on a machine of its own, that reach the database as they would a cluster."""
    routed = replace(connection, uri=connection.uri.replace("bolt://", "neo4j://"))
    assert routed.uri.startswith("neo4j://")
    async with AsyncExitStack() as stack:
        clients = []
        for name in ("one", "two"):
            app = create_app(routed, Path("/nowhere"), sign=tmp_path / name)
            await stack.enter_async_context(app.router.lifespan_context(app))
            transport = httpx.ASGITransport(app)
            client = httpx.AsyncClient(transport=transport, base_url="http://localhost", timeout=30)
            clients.append(await stack.enter_async_context(client))
        yield clients


async def test_answers_follow_changes_made_elsewhere(
    clients: list[httpx.AsyncClient], graph: Graph, tmp_path: Path
) -> None:
    """Asked all the time while loads come and go: no error, and no answer older than a second allows."""
    ended: list[float] = []

    async def change() -> None:
        for number in range(CHANGES):
            async with changing(graph, tmp_path / "a third", "load"):
                await graph.write(
                    "MERGE (code:Code {key: 'X:1'}) SET code += {code: '1', system: 'X', display: $display}",
                    {"display": str(number)},
                )
            ended.append(monotonic())
            await asyncio.sleep(0.3)

    async def ask(client: httpx.AsyncClient) -> list[tuple[int, int]]:
        """What was answered, and the least that had to be known then."""
        found = []
        while len(ended) < CHANGES or monotonic() < ended[-1] + 1.5 * STALE:
            least = sum(end < monotonic() - STALE for end in ended) - 1
            answer = await client.post("/graphql", json=QUERY)
            code = answer.json()["data"]["code"]
            assert answer.status_code == 200
            found.append((int(code["display"]) if code else -1, least))
            await asyncio.sleep(0.005)
        return found

    _, *all_ = await asyncio.gather(change(), *(ask(client) for client in clients for _ in range(3)))
    for answers in all_:
        assert all(got >= least for got, least in answers)
        assert answers[-1][0] == CHANGES - 1
        assert len({got for got, _ in answers}) > CHANGES / 3
