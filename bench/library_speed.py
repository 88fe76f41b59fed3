"""Measures every library query on the current graph: median time, rows, and its plan.

Parameters come from the examples in the headers. A query that takes longer than the limit fails the run.
"""

import argparse
import shlex
import statistics
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any

from record import keep, offer

from medcodegraph.cli.running.session import connect, run
from medcodegraph.config import Settings
from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import Query, find, questions

PATIENT = 120.0


def examples(query: Query) -> Iterator[Mapping[str, str]]:
    """The parameters of each example of a query."""
    for example in query.examples or ("",):
        words = shlex.split(example)[4:]
        pairs = zip(words[::2], words[1::2], strict=False)
        given = {name.removeprefix("--").replace("-", "_"): value for name, value in pairs}
        yield {name: value for name, value in given.items() if name not in ("format", "timeout")}


async def measured(graph: Graph, query: Query, given: Mapping[str, str], rounds: int) -> tuple[float, int]:
    """The median of some rounds in milliseconds, after a warm-up, and the number of rows."""
    text, values = query.sent(given)
    rows = await graph.read(text, values, timeout=PATIENT)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        rows = await graph.read(text, values, timeout=PATIENT)
        times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000, len(rows)


async def work(graph: Graph, names: list[str], rounds: int, bound: float) -> tuple[bool, dict[str, float]]:
    """Print a line for each query and example; returns whether all are within the limit, and their times."""
    sound, slowest = True, {}
    for query in [find(name) for name in names] or questions():
        for given in examples(query):
            told = " ".join(f"{name}={value}" for name, value in given.items())
            try:
                median, rows = await measured(graph, query, given, rounds)
            except MedcodegraphError as error:
                sound = False
                print(f"FAILED      {query.name} {told}: {error}", flush=True)
                continue
            slow = median > bound
            sound = sound and not slow
            slowest[f"{query.name} ms"] = max(median, slowest.get(f"{query.name} ms", 0.0))
            print(f"{median:9.1f} ms {rows:6} rows {'SLOW ' if slow else ''}{query.name} {told}", flush=True)
    return sound, slowest


def main() -> Any:
    """Measure the queries given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="questions; all where none is given")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--bound", type=float, default=300.0, help="milliseconds of the median")
    offer(parser)
    told = parser.parse_args()
    with connect(Settings.from_environment()) as connection:
        sound, slowest = run(connection, lambda graph: work(graph, told.names, told.rounds, told.bound))
    if told.keep:
        keep("library", slowest)
    return 0 if sound else 1


if __name__ == "__main__":
    sys.exit(main())
