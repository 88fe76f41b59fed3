"""Kill -9 of the loader or of the database at random moments of loads of real files: no fact is lost,
doubled or half there.

Every round draws who is killed, when (anywhere in the time a load takes in peace), and how the load starts:
as the first one of its sources, or, forced, over what is there. Then the same load is run again, to its end,
and the canonical dump of the graph must be the one of a load in peace. One line a round; a kill that comes
after the load's end does not count. Exits with 1 where any differs. The seed gives the same draws again.
"""

import argparse
import asyncio
import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from medcodegraph.config import Settings
from medcodegraph.errors import DatabaseError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.dump import dump
from medcodegraph.graph.embedded import Connection, EmbeddedNeo4j
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.run import load, unload

SOURCES = ("starter", "msdrg", "hcpcs")
VICTIMS = ("loader", "database")


class Rounds:
    """A Neo4j of its own, the files to load, and the dump of a load in peace."""

    def __init__(self, neo4j: EmbeddedNeo4j, sources: dict[str, list[str]]) -> None:
        self.neo4j, self.sources = neo4j, sources
        self.connection = neo4j.start()
        self.takes = {"first": self.in_peace(force=False)}
        self.peace = self.dump()
        self.takes["forced"] = self.in_peace(force=True)
        assert self.dump() == self.peace, "loading the same again must change nothing"

    def loader(self, *, force: bool) -> "subprocess.Popen[bytes]":
        """A loader in a process of its own."""
        order = {"connection": asdict(self.connection), "sources": self.sources, "force": force}
        return subprocess.Popen([sys.executable, __file__, "--child", json.dumps(order)])

    def in_peace(self, *, force: bool) -> float:
        """Load; the seconds it takes."""
        began = time.monotonic()
        with self.loader(force=force) as process:
            pass
        assert process.returncode == 0
        return time.monotonic() - began

    def dump(self) -> str:
        """Checksum of the canonical dump."""

        async def read() -> str:
            digest = hashlib.sha256()
            async with Graph.open(self.connection) as graph:
                async for line in dump(graph):
                    digest.update(line.encode() + b"\n")
            return digest.hexdigest()

        return asyncio.run(read())

    def empty(self) -> None:
        """Unload everything."""

        async def work() -> None:
            async with Graph.open(self.connection) as graph:
                for name in self.sources:
                    await unload(graph, name)

        asyncio.run(work())

    def play(self, kind: str, victim: str, share: float) -> bool | None:
        """One round; whether the graph is whole after it, None where the load had ended before the kill."""
        if kind == "first":
            self.empty()
        moment = share * self.takes[kind]
        with self.loader(force=kind == "forced") as process:
            try:
                process.wait(moment)
                self.takes[kind] *= 0.7
                return None
            except subprocess.TimeoutExpired:
                if victim == "loader":
                    process.kill()
                else:
                    assert self.neo4j.pid is not None
                    os.kill(self.neo4j.pid, signal.SIGKILL)
            ended = process.wait(120)
        if victim == "database":
            self.neo4j.stop()
            self.connection = self.neo4j.start()
        print(f"exit code {ended}", end=", ", flush=True)
        self.in_peace(force=kind == "forced")
        return self.dump() == self.peace


async def child(order: dict[str, object]) -> None:
    """Load all sources, one after the other."""
    connection = order["connection"]
    sources = order["sources"]
    assert isinstance(connection, dict)
    assert isinstance(sources, dict)
    async with Graph.open(Connection(**connection)) as graph:
        for name, paths in sources.items():
            await load(graph, LOADERS[name], list(map(Path, paths)), {}, force=bool(order["force"]))


def main() -> int:
    """Play the rounds."""
    default = Settings.from_environment().data or Path(__file__).parents[2] / "shared" / "data"
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--data", type=Path, default=default, help="folder with a folder for each source")
    parser.add_argument("--only", nargs="*", default=SOURCES, help=f"sources, if not {' '.join(SOURCES)}")
    parser.add_argument("--minutes", type=float, default=60, help="begin no round after so many minutes")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        try:
            asyncio.run(child(json.loads(given.child)))
        except DatabaseError as error:
            return error.exit_code
        return 0
    return play(given.only, given.data, given.rounds, given.seed, given.minutes * 60)


def play(names: Sequence[str], data: Path, rounds: int, seed: int, seconds: float) -> int:
    """Play rounds with draws from a seed; the exit code."""
    sources = {name: [str(data / name)] if LOADERS[name].default is None else [] for name in names}
    draw = random.Random(seed)
    began, wrong, played = time.monotonic(), 0, 0
    with TemporaryDirectory() as folder:
        neo4j = EmbeddedNeo4j(Path(folder, "home"), Settings.from_environment().cache)
        try:
            game = Rounds(neo4j, sources)
            takes = ", ".join(f"{kind} {seconds:.0f} s" for kind, seconds in game.takes.items())
            print(f"seed {seed}: {' '.join(names)}; in peace: {takes}", flush=True)
            while played < rounds and time.monotonic() - began < seconds:
                kind, victim, share = draw.choice([*game.takes]), VICTIMS[played % 2], draw.random()
                print(f"{played + 1:3}: {kind} load, {victim} killed at {share:.0%}", end=", ", flush=True)
                whole = game.play(kind, victim, share)
                if whole is None:
                    print("too late: the load had ended", flush=True)
                    continue
                played, wrong = played + 1, wrong + (not whole)
                print("whole" if whole else "DIFFERS", flush=True)
        finally:
            neo4j.stop()
    print(f"{played} rounds, {wrong} wrong")
    return 1 if wrong or not played else 0


if __name__ == "__main__":
    sys.exit(main())
