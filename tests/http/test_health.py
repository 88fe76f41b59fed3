"""Health over a real uvicorn, with the real driver to databases that answer, refuse and hang."""

import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sized
from contextlib import asynccontextmanager, contextmanager

import httpx
import pytest
from neo4j import AsyncGraphDatabase
from starlette.applications import Starlette
from support.running import served

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http import health


@contextmanager
def running(
    uri: str | None,
    auth: tuple[str, str] | None = None,
    queries: Sized = ("one",),
    searchable: Callable[[], bool] = lambda: True,
) -> Iterator[str]:
    """The address of a server whose health checks the database at `uri`."""
    opened: list[Graph] = []

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if uri is None:
            yield
            return
        async with AsyncGraphDatabase.driver(uri, auth=auth, connection_timeout=30) as driver:
            opened.append(Graph(driver, "neo4j"))
            yield

    app = Starlette(
        routes=health.routes(lambda: opened[0] if opened else None, lambda: queries, searchable),
        lifespan=lifespan,
    )
    with served(app) as url:
        yield url


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_it_is_alive_without_a_database_but_not_ready() -> None:
    with running(None) as url:
        assert httpx.get(f"{url}/health/live").json() == {"status": "live", "checks": {}}
        answer = httpx.get(f"{url}/health/ready")
    assert answer.status_code == 503
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "status": "unavailable",
        "checks": {
            "database": {"ok": False, "reason": "The database is not connected yet"},
            "queries": {"ok": True, "loaded": 1},
            "search": {"ok": True},
        },
    }


def test_it_is_not_ready_while_the_database_refuses_connections(closed_port: int) -> None:
    with running(f"bolt://127.0.0.1:{closed_port}") as url:
        answer = httpx.get(f"{url}/health/ready")
        assert httpx.get(f"{url}/health/live").status_code == 200
    assert answer.status_code == 503
    check = answer.json()["checks"]["database"]
    assert check["ok"] is False
    assert check["reason"] == "Neo4j cannot be reached: see the log"
    assert str(closed_port) not in answer.text


def test_it_is_not_ready_while_the_database_hangs(silent_port: int) -> None:
    with running(f"bolt://127.0.0.1:{silent_port}") as url:
        start = time.monotonic()
        answer = httpx.get(f"{url}/health/ready")
        taken = time.monotonic() - start
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"]["ok"] is False
    assert taken < health.DEADLINE + 0.5


def test_it_is_ready_once_the_database_answers_and_queries_are_loaded(connection: Connection) -> None:
    auth = (connection.user, connection.password)
    with running(connection.uri, auth) as url:
        for _ in range(30):  # a database that has just started may take longer than the deadline at first
            answer = httpx.get(f"{url}/health/ready")
            if answer.status_code == 200:
                break
    assert answer.json()["status"] == "ready"
    assert answer.status_code == 200
    assert answer.json()["checks"]["database"]["ms"] < 2000
    with running(connection.uri, auth, queries=()) as url:
        answer = httpx.get(f"{url}/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["queries"] == {"ok": False, "reason": "No query is loaded"}


def test_it_is_not_ready_before_search_finds_what_a_first_load_brought(connection: Connection) -> None:
    prepared: list[bool] = []
    auth = (connection.user, connection.password)
    with running(connection.uri, auth, searchable=lambda: bool(prepared)) as url:
        answer = httpx.get(f"{url}/health/ready")
        assert answer.status_code == 503
        assert answer.json()["checks"]["search"] == {
            "ok": False,
            "reason": "Search names are still being derived",
        }
        prepared.append(True)
        assert httpx.get(f"{url}/health/ready").status_code == 200
