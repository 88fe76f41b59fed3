"""Kill -9 of the loader or of the database at random moments during loads of real files: no fact is lost,
duplicate or incomplete.

Every round chooses at random how the load starts (as the first one of its sources, into an empty database,
or, forced, over existing data), and for each kill which process is killed, and when. After every kill the
same load is run again, finally without a kill; then the canonical dump of the graph must equal that of an
uninterrupted load. Similar codes are derived at the end of a load, as in `medcodegraph load`, and are part of
the dump. One line per round. A kill after the load's end does not count. Exits with 1 if any dump differs.
The seed repeats the random choices.
"""

import argparse
import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import IO, Any

import zstandard

from medcodegraph.config import Settings
from medcodegraph.errors import DatabaseError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.derive import derive
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded.database import EmbeddedNeo4j
from medcodegraph.graph.whole.dump import dump
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import Task, load_all
from medcodegraph.loaders.registry import LOADERS

_SHOWN = 8
_AGAIN = 1.5  # how much longer a first load takes if often interrupted
SOURCES = ("starter", "msdrg", "hcpcs")
VICTIMS = LOADER, DATABASE = ("loader", "database")
KINDS = FIRST, FORCED = ("first", "forced")


class Rounds:
    """A private Neo4j, the files to load, and the dump of an uninterrupted load."""

    def __init__(self, folder: Path, sources: dict[str, list[str]], kinds: Sequence[str]) -> None:
        self.folder, self.sources, self.homes, self.dumps = folder, sources, 0, 0
        self.neo4j = self.new_database()
        self.connection = self.neo4j.start()
        self.takes = {FIRST: self.load_uninterrupted(force=False)}
        self.expected = self.dump()
        if FORCED in kinds:
            self.takes[FORCED] = self.load_uninterrupted(force=True)
            assert self.is_whole(), "loading the same again must change nothing"

    def new_database(self) -> EmbeddedNeo4j:
        """A database without files on disk yet."""
        self.homes += 1
        return EmbeddedNeo4j(self.folder / str(self.homes), Settings.from_environment().cache)

    def empty(self) -> None:
        """Continue with a new database."""
        self.neo4j.stop()
        rmtree(self.folder / str(self.homes))
        self.neo4j = self.new_database()
        self.connection = self.neo4j.start()

    def loader(self, *, force: bool) -> "subprocess.Popen[bytes]":
        """A loader in a separate process."""
        order = {"connection": asdict(self.connection), "sources": self.sources, "force": force}
        return subprocess.Popen([sys.executable, __file__, "--child", json.dumps(order)])

    def load_uninterrupted(self, *, force: bool) -> float:
        """Load without interruption; returns the seconds it takes."""
        began = time.monotonic()
        with self.loader(force=force) as process:
            pass
        assert process.returncode == 0
        return time.monotonic() - began

    def dump(self) -> Path:
        """The canonical dump, in a compressed file."""

        async def read(file: IO[bytes]) -> None:
            async with Graph.open(self.connection) as graph:
                async for line in dump(graph):
                    file.write(line.encode() + b"\n")

        self.dumps += 1
        place = self.folder / f"dump-{self.dumps}.zst"
        with zstandard.open(place, "wb") as file:
            asyncio.run(read(file))
        return place

    def is_whole(self) -> bool:
        """Whether the graph equals that of an uninterrupted load; prints some differences."""
        here = self.dump()
        differing = differences(self.expected, here)
        here.unlink()
        for line in differing[:_SHOWN]:
            print("\n  ", line[:300], end="", flush=True)
        return not differing

    def kill(self, kind: str, victim: str, moment: float) -> bool:
        """Run the load and kill a process after some seconds; False if the load had ended by then."""
        with self.loader(force=kind == FORCED) as process:
            try:
                process.wait(moment)
                return False
            except subprocess.TimeoutExpired:
                if victim == LOADER:
                    process.kill()
                else:
                    assert self.neo4j.pid is not None
                    os.kill(self.neo4j.pid, signal.SIGKILL)
            ended = process.wait(120)
        if victim == DATABASE:
            self.neo4j.stop()
            self.connection = self.neo4j.start()
        print(f"{victim} after {moment:.1f} s (exit code {ended})", end=", ", flush=True)
        return True

    def play(self, kind: str, draw: random.Random, kills: int) -> tuple[int, bool]:
        """One round: how many kills came in time, and whether the graph is complete after it.

        A first load continues after a kill with the interrupted part, so that many kills share its duration,
        plus half of it for repeated work; a forced one starts over.
        """
        if kind == FIRST:
            self.empty()
        most = self.takes[kind] * (_AGAIN / kills if kind == FIRST and kills > 1 else 1)
        came = 0
        for _ in range(kills):
            victim, moment = draw.choice(VICTIMS), draw.random() * most
            if not self.kill(kind, victim, moment):
                break
            came += 1
        self.load_uninterrupted(force=kind == FORCED)
        return came, self.is_whole()


def differences(one: Path, other: Path) -> list[str]:
    """The lines that only one of two compressed files has, prefixed by a sign for which."""
    hashes = [{hash(line) for line in lines_of(place)} for place in (one, other)]
    only = hashes[0] ^ hashes[1]
    signs = {one: "-", other: "+"}
    return [
        f"{sign} {line.rstrip()}"
        for place, sign in signs.items()
        for line in lines_of(place)
        if hash(line) in only
    ]


def lines_of(place: Path) -> Iterator[str]:
    """The lines of a compressed file."""
    with zstandard.open(place, "rt", encoding="utf-8", newline="\n") as file:
        yield from file


async def child(order: dict[str, Any]) -> None:
    """Load all sources, one after another, and derive."""
    tasks = [Task(LOADERS[name], list(map(Path, paths))) for name, paths in order["sources"].items()]
    async with Graph.open(Connection(**order["connection"])) as graph:
        await load_all(graph, tasks, Manner(force=order["force"]), derive=derive)


def main() -> int:
    """Run the rounds."""
    default = Settings.from_environment().data or Path(__file__).parents[2] / "shared" / "data"
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=20, help="how many there are to be, in time")
    parser.add_argument("--each", type=int, default=1, metavar="N", help="so many in one round")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    parser.add_argument("--data", type=Path, default=default, help="folder with a folder for each source")
    parser.add_argument("--only", nargs="*", default=SOURCES, help=f"sources, if not {' '.join(SOURCES)}")
    parser.add_argument(
        "--all", action="store_true", help="all sources that --data has files of, and starter"
    )
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS, help="how loads start")
    parser.add_argument("--minutes", type=float, default=60, help="begin no round after so many minutes")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        try:
            asyncio.run(child(json.loads(given.child)))
        except DatabaseError as error:
            return error.exit_code
        return 0
    return play(given)


def play(given: argparse.Namespace) -> int:
    """Run rounds with random choices from a seed; returns the exit code."""
    folders = {name: [str(given.data / name)] for name in LOADERS}
    if given.all:
        sources = {name: [path] for name, [path] in folders.items() if Path(path).is_dir()} | {"starter": []}
    else:
        sources = {name: folders[name] if LOADERS[name].default is None else [] for name in given.only}
    draw = random.Random(given.seed)
    began, wrong, came = time.monotonic(), 0, 0
    with TemporaryDirectory() as folder:
        game = Rounds(Path(folder), sources, given.kinds)
        try:
            takes = ", ".join(f"{kind} {seconds:.0f} s" for kind, seconds in game.takes.items())
            print(f"seed {given.seed}: {' '.join(sources)}; in peace: {takes}", flush=True)
            while came < given.kills and time.monotonic() - began < given.minutes * 60:
                kind = draw.choice(given.kinds)
                print(f"{kind} load, killed:", end=" ", flush=True)
                kills, whole = game.play(kind, draw, given.each)
                came, wrong = came + kills, wrong + (not whole)
                print(f"{came} kills so far, {'whole' if whole else 'DIFFERS'}", flush=True)
        finally:
            game.neo4j.stop()
    print(f"{came} kills, {wrong} rounds wrong")
    return 1 if wrong or came < given.kills else 0


if __name__ == "__main__":
    sys.exit(main())
