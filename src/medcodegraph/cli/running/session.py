"""From settings to an open graph: an external Neo4j, a running embedded one, or one started for the command.

The driver is imported where it is used: that takes longer than everything else that `--help` needs.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from medcodegraph.cli.running.revival import revived
from medcodegraph.cli.terminal.progress import say
from medcodegraph.client.database import embedded, known
from medcodegraph.config import Settings
from medcodegraph.errors import DatabaseBusy
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.embedded.home import Lock

if TYPE_CHECKING:
    from medcodegraph.graph.driver import Graph

T = TypeVar("T")


@contextmanager
def connect(
    settings: Settings, *, revive: bool = False, brief: bool = False, archive: bool = True
) -> Iterator[Connection]:
    """The connection to the database; a database started here is stopped at the end.

    With `revive` it is also restarted whenever it crashes. For `brief` and `archive` see EmbeddedNeo4j.
    """
    if there := known(settings):
        yield there
        return
    say("Starting the database")
    neo4j = embedded(settings, brief=brief, archive=archive)
    try:
        connection = neo4j.start()
        with revived(neo4j) if revive else nullcontext():
            yield connection
    finally:
        neo4j.stop()


@contextmanager
def alone(settings: Settings) -> Iterator[None]:
    """Hold the embedded database for one load; raises DatabaseBusy if another load runs on it."""
    if settings.neo4j_uri:
        yield
        return
    with Lock.tried(settings.home / "load.lock") as mine:
        if not mine:
            raise DatabaseBusy(
                f"another load, or an unload, is running on {settings.home}: start this one once it has ended"
            )
        yield


def run(connection: Connection, work: Callable[["Graph"], Awaitable[T]]) -> T:
    """Run work on the graph of a database."""

    from medcodegraph.graph.driver import Graph

    async def opened() -> T:
        async with Graph.open(connection, pool=4) as graph:
            return await work(graph)

    return asyncio.run(opened())


def version_sign(settings: Settings) -> Path:
    """The file that changes with the graph: servers on this machine look at it."""
    return settings.home / "graph.version"


def run_change(
    connection: Connection,
    settings: Settings,
    work: Callable[["Graph"], Awaitable[T]],
    what: str | None = None,
) -> T:
    """Run work that changes the graph, which then has a new version; see graph/write/version.py."""

    async def changed(graph: "Graph") -> T:
        from medcodegraph.graph.write.version import LOAD, changing

        async with changing(graph, version_sign(settings), what or LOAD):
            return await work(graph)

    return run(connection, changed)


def on_graph(work: Callable[["Graph"], Awaitable[T]]) -> T:
    """Run work on the graph configured in the environment, and close everything afterwards."""
    with connect(Settings.from_environment(), brief=True) as connection:
        return run(connection, work)
