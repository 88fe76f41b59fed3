"""kill -9 of the loader and of the database during a load: after another load the graph is as without a kill.

Run as a program, this file is the loader that is killed: it loads the given file and prints a line at each
progress.
"""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path

import pytest

from medcodegraph.config import Settings
from medcodegraph.errors import DatabaseError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded.database import EmbeddedNeo4j
from medcodegraph.graph.facts import Document, Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.whole.dump import dump
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import load, unload
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance

pytestmark = pytest.mark.anyio

CODES, BATCH, BATCHES = 900, 600, 4
SYSTEM = (Label.CODE_SYSTEM, "SYSTEM:T")


def _facts(release: str, report: Report, _: Names) -> Iterator[Fact]:
    """Codes of two releases: some are only in one, some are reworded, some have another parent."""
    cited = Document(f"SOURCE:made/{release}", f"Release {release}", "P", "https://example.org")
    yield cited
    yield Node(*SYSTEM, {"name": "T", "version": release})
    shift = 1 if release == "old" else 2
    for number in range(1, CODES):
        report.rows += 1
        if number % 9 == shift:
            continue
        key = (Label.CODE, f"T:{number}")
        word = release if number % 3 == 0 else "same"
        cites = cited.key if number % 5 == 0 else None
        yield Node(*key, {"code": str(number), "display": f"Code {number}, {word}"}, cites)
        yield Edge(Rel.IN_SYSTEM, key, SYSTEM)
        parent = number // (3 + shift)
        if parent % 9 != shift and parent:
            yield Edge(Rel.CHILD_OF, key, (Label.CODE, f"T:{parent}"), cites=cites)


def _parts(paths: Sequence[Path], _: Options) -> list[Part]:
    provenance = Provenance("Made up", "P", "https://example.org", "CC0")
    release = paths[0].read_text()
    return [Part("made", paths, provenance, lambda report, names: _facts(release, report, names))]


MADE = Loader("made", "Made up", "", 10, _parts)


async def _load(connection: Connection, file: Path) -> None:
    async with Graph.open(connection) as graph:
        await load(graph, MADE, [file], {}, Manner(batch=BATCH), progress=_tell)


def _tell(label: str, done: int, of: int | None) -> None:
    print(label, done, of, flush=True)


async def _lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


class Database:
    """An embedded Neo4j private to this test, which it may kill."""

    def __init__(self, home: Path) -> None:
        cache = Settings.from_environment().cache
        self.neo4j = EmbeddedNeo4j(home, cache, heap="512m", page_cache="64m", brief=True)
        self.connection = self.neo4j.start()

    def kill(self) -> None:
        pid = self.neo4j.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)

    def restart(self) -> None:
        self.neo4j.stop()
        self.connection = self.neo4j.start()

    @asynccontextmanager
    async def graph(self) -> AsyncIterator[Graph]:
        async with Graph.open(self.connection) as graph:
            yield graph

    def loader(self, file: Path) -> subprocess.Popen[str]:
        """A loader in a separate process."""
        arguments = [self.connection.uri, self.connection.user, self.connection.password, str(file)]
        command = [sys.executable, __file__, *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(tmp_path_factory.mktemp("kill"))
    yield database
    database.neo4j.stop()


@pytest.fixture(scope="module")
async def peace(
    database: Database, tmp_path_factory: pytest.TempPathFactory, anyio_backend: str
) -> tuple[Path, list[str]]:
    """The file of the new release, and its graph; the database then has the old release."""
    folder = tmp_path_factory.mktemp("files")
    for release in ("old", "new"):
        (folder / release).write_text(release)
    async with database.graph() as graph:
        await load(graph, MADE, [folder / "new"], {})
        peaceful = await _lines(graph)
        await unload(graph, "made")
        await load(graph, MADE, [folder / "old"], {})
    return folder / "new", peaceful


def _progress(process: subprocess.Popen[str]) -> Iterator[int]:
    """The rows a loader reports as written; its other output is ignored."""
    assert process.stdout is not None
    for line in process.stdout:
        label, done, _ = line.rsplit(maxsplit=2)
        if label == "made":
            yield int(done)


async def test_a_load_killed_repeatedly_ends_like_an_uninterrupted_one(
    database: Database, peace: tuple[Path, list[str]]
) -> None:
    """The loader is killed at its first batch, later, and after writing, when the sweep has begun."""
    file, peaceful = peace
    async with database.graph() as graph:
        for moment in (1, 2, BATCHES):
            with database.loader(file) as process:
                for _ in islice(_progress(process), moment):
                    pass
                process.kill()
            assert process.returncode == -signal.SIGKILL
            assert await _lines(graph) != peaceful
        await load(graph, MADE, [file], {})
        assert await _lines(graph) == peaceful


async def test_a_killed_first_load_ends_like_an_uninterrupted_one(
    database: Database, peace: tuple[Path, list[str]]
) -> None:
    """A first load creates facts without looking for them: its continuation must look."""
    file, peaceful = peace
    async with database.graph() as graph:
        await unload(graph, "made")
        for moment in (1, 3):
            with database.loader(file) as process:
                for _ in islice(_progress(process), moment):
                    pass
                process.kill()
            assert await _lines(graph) != peaceful
        await load(graph, MADE, [file], {})
        assert await _lines(graph) == peaceful


@pytest.mark.parametrize("before", ["nothing", "old"])
async def test_a_load_with_a_killed_database_ends_like_an_uninterrupted_one(
    database: Database, peace: tuple[Path, list[str]], before: str
) -> None:
    """The loader reports that the database is gone and stops; after both restart, the graph is complete."""
    file, peaceful = peace
    async with database.graph() as graph:
        await unload(graph, "made")
        if before == "old":
            await load(graph, MADE, [file.with_name("old")], {})
    with database.loader(file) as process:
        next(_progress(process))
        database.kill()
        _, said = process.communicate(timeout=30)
    assert process.returncode == DatabaseError.exit_code
    assert "Neo4j cannot be reached" in said
    database.restart()
    async with database.graph() as graph:
        state = await graph.read("MATCH (s:Source {key: 'SOURCE:made'}) RETURN s.state AS state")
        assert state == [{"state": "loading"}]
        await load(graph, MADE, [file], {})
        assert await _lines(graph) == peaceful


def _main(uri: str, user: str, password: str, file: str) -> None:
    try:
        asyncio.run(_load(Connection(uri, user, password, "neo4j"), Path(file)))
    except DatabaseError as error:
        sys.exit(print(error, file=sys.stderr) or error.exit_code)


if __name__ == "__main__":
    _main(*sys.argv[1:])
