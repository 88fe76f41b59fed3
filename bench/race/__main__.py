"""bench/request: starts every server over one graph, compares answers, measures them in turn, reports."""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from record import keep, offer

from medcodegraph.config import Settings
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from race.database import apollo, graph
from race.equal import check_equal, check_statements
from race.growth import growth
from race.plot import plot
from race.report import MANY, ONE, bounds, rate, reached, repeated, table
from race.rounds import Rounds, measure, ratio
from race.servers import running
from race.works import WORKS, Work, drawn

REPEATED = ("point", "nested", "similar", "search")
"""The works of `--repeat`."""


def main() -> int:
    """Run the race; returns 1 if a target is missed."""
    options = _options()
    settings = Settings.from_environment()
    works = [work for work in WORKS if work.name in options.works]
    peers = apollo(settings) if "A" in options.servers else None
    with ExitStack() as stack:
        connection, database = stack.enter_context(graph(options.home, settings))
        values = asyncio.run(_drawn(connection, works))
        servers = [stack.enter_context(running(s, connection, peers)) for s in options.servers]
        check_equal(servers, works, values)
        print("equal data from every server; one statement for each request of ours", flush=True)
        rounds = measure(
            servers,
            works,
            values,
            database,
            connections=(MANY, ONE),
            rounds=options.rounds,
            seconds=options.seconds,
            tell=_tell,
        )
        print("\n".join(table(rounds, works, servers)))
        aims = list((repeated if options.repeat else reached)(rounds, works, servers))
        for fine, text in aims:
            print("reached" if fine else "MISSED ", text)
        if not options.repeat:
            print("\n".join([*bounds(rounds, works), *asyncio.run(_growth(connection))]))
    if options.plot:
        plot(rounds, works, options.servers, options.plot)
    if options.keep:
        keep("request-repeat" if options.repeat else "request", _kept(rounds, works, options.servers))
    if options.json:
        options.json.write_text(json.dumps(_plain(rounds), indent=1))
    return int(not all(fine for fine, _ in aims))


def _options() -> argparse.Namespace:
    known = [work.name for work in WORKS]
    parser = argparse.ArgumentParser(prog="bench/request", description=__doc__)
    parser.add_argument(
        "--home", type=Path, help="a loaded MEDCODEGRAPH_HOME; otherwise one is made in the cache"
    )
    parser.add_argument("--works", nargs="+", choices=known)
    parser.add_argument("--servers", type=list, help="letters, among them D, E (with --repeat K, M, N)")
    parser.add_argument(
        "--repeat", action="store_true", help="measure repeated questions: answers kept, and not found"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="of each round")
    parser.add_argument("--plot", type=Path, help="an SVG file to write")
    offer(parser)
    parser.add_argument("--json", type=Path, help="a file for everything that was seen")
    options = parser.parse_args()
    options.works = options.works or (list(REPEATED) if options.repeat else known)
    needed, usual = ("DEKMN", "DEKMN") if options.repeat else ("DE", "ABDE")
    options.servers = options.servers or list(usual)
    if missing := set(needed) - set(options.servers):
        parser.error(f"--servers must have {', '.join(sorted(missing))}, too")
    return options


async def _drawn(connection: Connection, works: Sequence[Work]) -> dict[str, list[dict[str, Any]]]:
    async with Graph.open(connection) as graph:
        values = {work.name: await drawn(graph, work) for work in works}
        await check_statements(graph, works, values)
        return values


async def _growth(connection: Connection) -> list[str]:
    async with Graph.open(connection) as graph:
        return list(await growth(graph))


def _plain(rounds: Rounds) -> list[dict[str, Any]]:
    return [
        {"work": work, "server": server, "connections": many, **asdict(one)}
        for (work, server, many), ones in rounds.items()
        for one in ones
    ]


def _kept(rounds: Rounds, works: Sequence[Work], servers: Sequence[str]) -> dict[str, float]:
    """Answers per second as ratios to E, which depend less on the machine than the numbers do."""
    return {
        f"{work.name}, {letter} to E x": ratio(rounds, work.name, letter, "E", MANY, rate)
        for work in works
        for letter in servers
        if letter not in "EMN" and (work.name, letter, MANY) in rounds
    }


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{text:40}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
