"""Fill the disk while the database writes, free it, and restart the database: it must open, with every
confirmed write.

Every round fills a small file system except for a few megabytes (at random), writes until that fails, ends
the database (cleanly or by kill -9, at random) while the disk is still full, frees the disk and restarts it.
These writes do not leave the free space that the service leaves. FOLDER must be an empty folder on a separate
file system of 300 to 1,000 MB: as root, `mount -t tmpfs -o size=500m tmpfs FOLDER`. One line per round; exits
with 1 if a round fails.
"""

import argparse
import asyncio
import os
import random
import shutil
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from medcodegraph.config import Settings
from medcodegraph.errors import DatabaseError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded.database import EmbeddedNeo4j

_MOST = 2_000  # writes per round
_WRITE = "UNWIND range(1, 400) AS i CREATE (:Filled {number: $number, i: i, text: $text})"
_COUNT = "MATCH (f:Filled) WITH f.number AS number, count(*) AS rows RETURN collect([number, rows]) AS found"
_FILLER = "filler"


async def _write_until_full(connection: Connection, first: int) -> tuple[list[int], str]:
    """The numbers of the confirmed writes, and the error of the first other one."""
    confirmed: list[int] = []
    async with Graph.open(replace(connection, folder=None)) as graph:
        for number in range(first, first + _MOST):
            try:
                await graph.write(_WRITE, {"number": number, "text": os.urandom(300).hex()}, timeout=60)
            except DatabaseError as error:
                return confirmed, str(error).splitlines()[0][:90]
            confirmed.append(number)
    return confirmed, "it never failed"


async def _found(connection: Connection) -> dict[int, int]:
    async with Graph.open(connection) as graph:
        ((found,),) = [row.values() for row in await graph.read(_COUNT, timeout=120)]
        return dict(found)


async def _empty(connection: Connection) -> None:
    async with Graph.open(replace(connection, folder=None)) as graph:
        await graph.write_auto("MATCH (f:Filled) CALL (f) { DELETE f } IN TRANSACTIONS OF 5000 ROWS")


def _fill(folder: Path, leave: int) -> None:
    with (folder / _FILLER).open("wb") as file:
        while (left := shutil.disk_usage(folder).free - leave) > 0:
            file.write(b"\0" * min(left, 1 << 20))
            file.flush()


def _round(neo4j: EmbeddedNeo4j, folder: Path, first: int, draw: random.Random) -> tuple[bool, int]:
    leave, clean = draw.randrange(0, 8_000_000), draw.random() < 0.5
    connection = neo4j.start()
    expected = asyncio.run(_found(connection))
    _fill(folder, leave)
    confirmed, failed = asyncio.run(_write_until_full(connection, first))
    pid = neo4j.pid
    if pid is not None and not clean and neo4j.alive:
        os.kill(pid, signal.SIGKILL)
    neo4j.stop()
    (folder / _FILLER).unlink()
    start = time.monotonic()
    try:
        connection = neo4j.start()
        found = asyncio.run(_found(connection))
        if len(found) > 60:
            asyncio.run(_empty(connection))
    except DatabaseError as error:
        print(f"NOT OPENED: {error}", flush=True)
        neo4j.stop()
        return False, first + len(confirmed)
    taken = time.monotonic() - start
    neo4j.stop()
    whole = all(found.get(number) == 400 for number in (*expected, *confirmed)) and set(found.values()) <= {
        400
    }
    print(
        f"{'whole' if whole else 'NOT WHOLE'}: {leave / 1e6:.1f} MB left, {len(confirmed)} writes, then "
        f"{failed!r}; ended {'cleanly' if clean else 'by kill -9'}, open again after {taken:.0f} s",
        flush=True,
    )
    return whole, first + _MOST


def main() -> int:
    """Run the rounds; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path, help="on a small file system of its own")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=60, help="no round starts after so long")
    asked = parser.parse_args()
    if shutil.disk_usage(asked.folder).total > 1_100_000_000:
        parser.error(f"{asked.folder} lies on a large file system: this would fill it")
    draw, first, good, done = random.Random(asked.seed), 0, 0, 0
    until = time.monotonic() + 60 * asked.minutes
    home = asked.folder / "home"
    while done < asked.rounds and time.monotonic() < until:
        neo4j = EmbeddedNeo4j(home, Settings.from_environment().cache, heap="512m", page_cache="64m")
        whole, first = _round(neo4j, asked.folder, first, draw)
        done, good = done + 1, good + whole
    print(f"{good} of {done} opened again and were whole")
    return 0 if good == done else 1


if __name__ == "__main__":
    sys.exit(main())
