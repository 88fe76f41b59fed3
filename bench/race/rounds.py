"""Measures in short alternating rounds, so that other activity on the machine affects all servers alike."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import geometric_mean, median
from typing import Any

from race.load import Seen
from race.servers import Server
from race.works import Work

_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Round:
    """The results of one round, and the CPU time per answer in ms, of the server and of the database."""

    seen: Seen
    server_cpu: float
    database_cpu: float

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.seen.answers / self.seen.seconds

    @property
    def cpu(self) -> float:
        """CPU time in ms of server and database together."""
        return self.server_cpu + self.database_cpu


Rounds = dict[tuple[str, str, int], list[Round]]
"""By work, server and number of connections."""


def measure(
    servers: Sequence[Server],
    works: Sequence[Work],
    drawn: Mapping[str, list[Any]],
    database: int,
    *,
    connections: Sequence[int],
    rounds: int,
    seconds: float,
    tell: Callable[[str], None],
) -> Rounds:
    """Run all rounds; the first one of each pair is a warm-up and does not count."""
    found: Rounds = {}
    for number in range(rounds + 1):
        for work in works:
            tell(f"round {number} of {rounds}: {work.name}")
            # In another order each time: each server meets the database as the one before has left it.
            for server in Random(f"{number} {work.name}").sample(servers, len(servers)):
                if work.name in server.kind.without:
                    continue
                for many in connections:
                    one = _round(server, work, drawn[work.name], database, many, seconds)
                    if number:
                        found.setdefault((work.name, server.letter, many), []).append(one)
    return found


def _round(server: Server, work: Work, drawn: list[Any], database: int, many: int, seconds: float) -> Round:
    job = {
        "host": "127.0.0.1",
        "port": server.port,
        "connections": many,
        "seconds": seconds,
        "requests": [server.request(work, values).decode("latin-1") for values in drawn],
    }
    before = _cpu(server.process.pid), _cpu(database)
    load = subprocess.run(
        [sys.executable, "-m", "race.load"], input=json.dumps(job).encode(), capture_output=True, check=False
    )
    if load.returncode:
        raise SystemExit(f"{server.letter} under load, {work.name}: {load.stderr.decode()}")
    after = _cpu(server.process.pid), _cpu(database)
    seen = Seen(**json.loads(load.stdout))
    if seen.failures:
        raise SystemExit(f"{server.letter} failed {seen.failures} of {seen.answers} requests for {work.name}")
    return Round(seen, *((b - a) / seen.answers for a, b in zip(before, after, strict=True)))


def _cpu(process: int) -> float:
    """CPU time of a process so far in ms; 0 if the system does not report it."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * 1000 / _TICK


def ratio(
    rounds: Rounds, work: str, one: str, other: str, many: int, what: Callable[[Round], float]
) -> float:
    """The ratio of `one` to `other`: the median over adjacent rounds."""
    pairs = zip(rounds[work, one, many], rounds[work, other, many], strict=True)
    return median(what(a) / what(b) for a, b in pairs)


def mean_ratio(
    rounds: Rounds, works: Sequence[str], one: str, other: str, many: int, what: Callable[[Round], float]
) -> float:
    """The geometric mean over the works that both ran."""
    both = [w for w in works if (w, one, many) in rounds and (w, other, many) in rounds]
    return geometric_mean(ratio(rounds, work, one, other, many, what) for work in both)
