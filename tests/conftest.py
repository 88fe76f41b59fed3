"""Shared by all tests: one Neo4j for the whole session, the full official files if available, asyncio.

Async tests carry `@pytest.mark.anyio` and run on one event loop. `graph` is the session's open Graph with the
schema applied, emptied before each test that uses it; `connection` is for the same database. `server` has a
separate one: `medcodegraph up` as a user starts it, with the default data.
"""

import logging
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
from support import side_by_side
from support.running import Server, completed, ready, start
from support.side_by_side import OneServer, served
from xdist.remote import Producer

from medcodegraph.config import Settings
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded.database import EmbeddedNeo4j
from medcodegraph.graph.write.source import apply_schema

# Most statements of the tests run a few times: Java's second compiler, left to itself, takes a third of the
# processor's time for code that is then hardly used.
LATE = [
    "-XX:Tier4InvocationThreshold=40000",
    "-XX:Tier4MinInvocationThreshold=4800",
    "-XX:Tier4CompileThreshold=120000",
    "-XX:Tier4BackEdgeThreshold=320000",
]


def pytest_configure() -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:  # which passes on the size of its terminal: not what users have
        for name in ("COLUMNS", "LINES"):
            os.environ.pop(name, None)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> OneServer:
    return OneServer(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "server" in _fixtures(item) and not served(item.nodeid):
            raise pytest.UsageError(f"{item.nodeid} uses `server`: name its file in {side_by_side.__file__}")
    # Async tests come before a browser's, whose event loop they would otherwise find running.
    items.sort(key=lambda item: "anyio_backend" not in _fixtures(item) if served(item.nodeid) else 2)


def _fixtures(item: pytest.Item) -> Sequence[str]:
    return getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of complete official releases; skips if it is missing."""
    folder = Settings.from_environment().data or Path(__file__).parents[2] / "shared" / "data"
    if not (folder / "MANIFEST.md").is_file():
        pytest.skip(f"the full official files are not at {folder}: set MEDCODEGRAPH_DATA")
    return folder


@pytest.fixture(scope="session")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    settings = Settings.from_environment()
    home = tmp_path_factory.mktemp("home")
    database = EmbeddedNeo4j(home, settings.cache, heap="1g", page_cache="256m", options=LATE)
    yield database.start()
    database.stop()


@pytest.fixture(scope="session")
async def open_graph(connection: Connection, anyio_backend: str) -> AsyncIterator[Graph]:
    logging.getLogger("neo4j").setLevel(logging.ERROR)
    async with Graph.open(connection) as graph:
        await apply_schema(graph)
        yield graph


@pytest.fixture
async def graph(open_graph: Graph) -> Graph:
    """The session's graph, empty."""
    await open_graph.write_auto(
        "MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS", timeout=60
    )
    return open_graph


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`medcodegraph up` on a new data directory, with the default data, once for the whole session."""
    environment = {
        **os.environ,
        "MEDCODEGRAPH_HOME": str(tmp_path_factory.mktemp("up")),
        "MEDCODEGRAPH_PORT": "0",
        "MEDCODEGRAPH_CYPHER": "1",
    }
    with start(["up"], environment) as process:
        said: list[str] = []
        found = Server(ready(process, said=said), environment, process, said=said)
        completed(found)
        yield found
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def server_url(server: Server) -> str:
    return server.url
