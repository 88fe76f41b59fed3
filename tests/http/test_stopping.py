"""`medcodegraph serve` stopped while statements run: running requests are answered, within limits."""

import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from support.running import Server, at_work, ready, start

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http.doors import tokens

pytestmark = pytest.mark.anyio

TOKEN = "mcg_analyst"
COUNT = "UNWIND range(1, $n) AS n WITH n WHERE n % 7 = sqrt(n) RETURN count(n) AS count"


@contextmanager
def serving(connection: Connection, folder: Path) -> Iterator[Server]:
    """A separate server over the session's database, with `/cypher` enabled."""
    file = folder / "tokens.txt"
    file.write_text(f"{tokens.digest(TOKEN)} analyst\n")
    file.chmod(0o600)
    environment = {
        **os.environ,
        "MEDCODEGRAPH_HOME": str(folder),
        "MEDCODEGRAPH_PORT": "0",
        "MEDCODEGRAPH_NEO4J_URI": connection.uri,
        "MEDCODEGRAPH_NEO4J_USER": connection.user,
        "MEDCODEGRAPH_NEO4J_PASSWORD": connection.password,
        "MEDCODEGRAPH_TOKENS": str(file),
        "MEDCODEGRAPH_CYPHER": "1",
    }
    with start(["serve"], environment) as process:
        yield Server(ready(process, 60), environment, process)
        process.kill()


def counted(server: Server, numbers: int) -> httpx.Response:
    """The answer to a slow statement."""
    body = {"statement": COUNT, "parameters": {"n": numbers}}
    headers = {"authorization": f"Bearer {TOKEN}"}
    return httpx.post(f"{server.url}/cypher", json=body, headers=headers, timeout=60)


async def test_a_statement_in_flight_is_answered_before_it_stops(
    connection: Connection, open_graph: Graph, tmp_path: Path
) -> None:
    with serving(connection, tmp_path) as server, ThreadPoolExecutor(1) as pool:
        began = time.monotonic()
        counted(server, 1_000_000)
        pace = time.monotonic() - began
        answer = pool.submit(counted, server, int(1_000_000 * max(1, 1.5 / pace)))
        while not await at_work(open_graph, COUNT[:20]):
            assert not answer.done(), "it was answered before it could be told to stop"
        told = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        lines = [json.loads(line) for line in answer.result().text.splitlines()]
        assert lines[-1] == {"end": {"rows": 1, "complete": True}}
        assert server.process.wait(10) == 0
        assert time.monotonic() - told < 5


async def test_a_statement_that_takes_too_long_ends_with_the_server(
    connection: Connection, open_graph: Graph, tmp_path: Path
) -> None:
    """It is not left running in the database."""
    with serving(connection, tmp_path) as server, ThreadPoolExecutor(1) as pool:
        answer = pool.submit(counted, server, 10_000_000_000)
        while not await at_work(open_graph, COUNT[:20]):
            assert not answer.done()
        told = time.monotonic()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(10)
        assert time.monotonic() - told < 6
        assert answer.result().status_code == 503
        assert answer.result().headers["retry-after"] == "1"
        assert answer.result().json()["errors"][0]["extensions"]["code"] == "STOPPING"
        while await at_work(open_graph, COUNT[:20]):
            assert time.monotonic() - told < 12
