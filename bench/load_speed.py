"""Measures speed and memory of loading, against bare scripts that send the same batches through the driver.

New databases are filled in turn, each by a separate process:

loader   like `medcodegraph load FOLDER`: recognises the files, reads and checks them, prepares batches of
         10,000 facts, writes them, settles editions. Similar codes, which take the most memory, are derived
         after the clock has stopped.
batches  a bare script that has the loader's batches ready in memory and sends each with the loader's
         statement. It reads no file and checks nothing.
plain    (with --plain) a bare script that sends the rows of the same batches with one UNWIND for each label
         and kind of edge: MERGE by key and SET for nodes, MATCH of both ends and MERGE for edges. It stores
         neither claims nor marks, so facts cannot be unloaded or attributed to a source; the difference is
         the cost of that.

All databases have the same constraints and indexes. Times start when a process is ready and end with its last
answer. The arms alternate in order from round to round, so that a machine that slows down favours none. Exits
with 1 if the loader has less than --speed of the speed of `batches`, or takes more than --memory.
"""

import argparse
import asyncio
import json
import os
import pickle
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from record import keep, offer

from medcodegraph.config import Settings
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.derive import derive
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded.database import EmbeddedNeo4j
from medcodegraph.graph.write.batches import Batch
from medcodegraph.graph.write.first_load import FirstLoad
from medcodegraph.graph.write.source import apply_schema, begin
from medcodegraph.loaders.pipeline.parts import parts_of, read_batches, source_key
from medcodegraph.loaders.pipeline.run import Task, load_all
from medcodegraph.loaders.pipeline.schedule import NamesFor
from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import rank_of

LOADER, BATCHES, PLAIN = ARMS = ("loader", "batches", "plain")
DOCUMENTS = "UNWIND $rows AS row MERGE (n:Source {key: row.key}) SET n += row.properties"
NODES = "UNWIND $rows AS row MERGE (n:%s {key: row.key}) SET n += row.properties"
EDGES = """UNWIND $rows AS row MATCH (a:%s {key: row.start}) MATCH (b:%s {key: row.end})
MERGE (a)-[edge:%s {source: row.source, id: row.id}]->(b) SET edge += row.properties"""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Ready:
    """A batch ready to be sent, with its part and the part's properties."""

    part: str
    told: dict[str, Any]
    batch: Batch


@dataclass
class Cost:
    """The cost of an arm: wall-clock seconds, in total and by source; CPU seconds, its own (including the
    reading process) and Neo4j's; the peak memory of its processes together, in MB.
    """

    clock: float = 0
    sources: dict[str, float] = field(default_factory=dict)
    own: float = 0
    server: float = 0
    memory: float = 0


async def prepare(connection: Connection, tasks: Sequence[Task], place: Path) -> dict[str, int]:
    """Write the loader's batches to a file; returns the number of facts by source.

    Those with names that others look up also go into a separate database.
    """
    facts: dict[str, int] = {}
    async with Graph.open(connection) as graph:
        await apply_schema(graph)
        parts = [(task.loader, part) for task in tasks for part in parts_of(task.loader, task.paths, {})]
        asked = {label for _, part in parts for label in part.needs}
        names = NamesFor(graph, asked)
        with place.open("wb") as file:
            for loader, part in parts:
                beside = await names.beside(part)
                begins = part.edition and {"series": part.edition.series, "begins": part.edition.begins}
                told = {"name": loader.name, "rank": rank_of(loader, part), **(begins or {})}
                named = []
                for batch in read_batches(part, beside, Report()):
                    pickle.dump(Ready(part.name, told, batch), file)
                    facts[loader.name] = facts.get(loader.name, 0) + batch.facts
                    if asked & set(batch.nodes):
                        named.append(Ready(part.name, told, batch))
                await send_batches(graph, named)
                names.changed(source_key(part.name))
    return facts


async def send_batches(graph: Graph, ready: Sequence[Ready]) -> None:
    """Only send the batches, as the loader does."""
    runs: dict[str, FirstLoad] = {}
    for one in ready:
        source = source_key(one.part)
        if source not in runs:
            run = await begin(graph, source, "bench", one.told)
            assert run is not None, "the database is new"
            runs[source] = FirstLoad(graph, source, run, "bench")
        document = {"name": one.told["name"], "rank": one.told["rank"], "part_of": source}
        await runs[source].write_batch(one.batch, document)


async def send_rows(graph: Graph, ready: Sequence[Ready]) -> None:
    """Send the rows of the batches in the simplest way."""
    for batch in (one.batch for one in ready):
        if batch.documents:
            await graph.write(DOCUMENTS, {"rows": list(batch.documents.values())})
        for label, nodes in batch.nodes.items():
            await graph.write(NODES % label, {"rows": list(nodes.values())})
        for (kind, first, last), edges in batch.edges.items():
            await graph.write(EDGES % (first, last, kind), {"rows": list(edges.values())})


def ready_made(place: Path) -> Iterator[Ready]:
    """The batches that `prepare` wrote to a file."""
    with place.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)


async def send_all(graph: Graph, arm: str, place: Path) -> dict[str, float]:
    """Send the prepared batches, one source in memory at a time; seconds by source, without unpacking."""
    send, took = {BATCHES: send_batches, PLAIN: send_rows}[arm], {}
    for name, group in groupby(ready_made(place), lambda one: str(one.told["name"])):
        ready = list(group)
        start = time.monotonic()
        await send(graph, ready)
        took[name] = time.monotonic() - start
    return took


def found(data: Path, only: Sequence[str]) -> list[Task]:
    """The files to load in a folder, of all sources or only of these."""
    files = survey([data], LOADERS.values()).found
    return [Task(LOADERS[name], paths) for name, paths in files.items() if not only or name in only]


async def load_files(graph: Graph, data: Path, only: Sequence[str]) -> dict[str, float]:
    """Load a folder; returns seconds by source."""
    took: dict[str, float] = {}
    for outcome in await load_all(graph, await asyncio.to_thread(found, data, only)):
        name = outcome.part.partition("/")[0]
        took[name] = took.get(name, 0) + outcome.seconds
    return took


async def child(order: dict[str, Any]) -> Cost:
    """One arm, in this process."""
    async with Graph.open(Connection(**order["connection"])) as graph:
        await apply_schema(graph)
        clock, own, server = time.monotonic(), cpu_of_processes(), cpu_of(order["server"])
        if order["arm"] == LOADER:
            sources = await load_files(graph, Path(order["data"]), order["only"])
            clock = time.monotonic() - clock
        else:
            sources = await send_all(graph, order["arm"], Path(order["batches"]))
            clock = sum(sources.values())
        own, server = cpu_of_processes() - own, cpu_of(order["server"]) - server
        most = memory(*PROCESSES)
        if order["arm"] == LOADER:
            await derive(graph)  # the reading process has ended
            most = max(most, memory(resource.RUSAGE_SELF))
        return Cost(clock, sources, own, server, most)


def memory(*processes: int) -> float:
    """The sum of the peak memory of these processes, in MB."""
    return sum(resource.getrusage(who).ru_maxrss for who in processes) / 1024


PROCESSES = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


def cpu_of_processes() -> float:
    """CPU seconds of this process and its ended children."""
    used = [resource.getrusage(who) for who in PROCESSES]
    return sum(one.ru_utime + one.ru_stime for one in used)


def cpu_of(process: int) -> float:
    """CPU seconds of a process so far."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def measure(arm: str, folder: Path, order: dict[str, Any]) -> Cost:
    """Run an arm in a separate process, into a new database."""
    neo4j = EmbeddedNeo4j(folder, Settings.from_environment().cache)
    try:
        connection = asdict(neo4j.start())
        words = json.dumps({**order, "arm": arm, "connection": connection, "server": neo4j.pid})
        command = [sys.executable, __file__, "--child", words]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    finally:
        neo4j.stop()
    if done.returncode:
        sys.exit(f"{arm}: failed")
    cost = Cost(**json.loads(done.stdout))
    print(f"{arm}: {cost.clock:.1f} s", file=sys.stderr)
    return cost


def mean(costs: Sequence[Cost]) -> Cost:
    """The mean cost of rounds; the peak memory of any."""
    parts = {name: sum(one.sources[name] for one in costs) / len(costs) for name in costs[0].sources}
    clock, own, server = (
        sum(each) / len(costs) for each in zip(*((c.clock, c.own, c.server) for c in costs), strict=True)
    )
    return Cost(clock, parts, own, server, max(one.memory for one in costs))


def show(facts: dict[str, int], rounds: dict[str, list[Cost]]) -> tuple[float, float]:
    """Print the table; returns the loader's speed relative to `batches`, and its memory in MB."""
    costs = {arm: mean(those) for arm, those in rounds.items()}
    print(f"{'seconds':10} {'facts':>9}", *(f"{arm:>8}" for arm in costs))
    for name, count in facts.items():
        print(f"{name:10} {count:>9,}", *(f"{cost.sources[name]:8.1f}" for cost in costs.values()))
    print(f"{'all':10} {sum(facts.values()):>9,}", *(f"{cost.clock:8.1f}" for cost in costs.values()))
    for title, of in (("own CPU", "own"), ("neo4j CPU", "server"), ("MB", "memory")):
        print(f"{title:20}", *(f"{getattr(cost, of):8.0f}" for cost in costs.values()))
    one = costs[LOADER]
    for arm in [arm for arm in costs if arm != LOADER]:
        each = [a.clock / b.clock for a, b in zip(rounds[arm], rounds[LOADER], strict=True)]
        shares = " ".join(f"{share:.2f}" for share in each)
        print(f"the loader's speed is {costs[arm].clock / one.clock:.2f} of {arm} (by round: {shares})")
    print(f"{sum(facts.values()) / one.clock:,.0f} facts/s by the loader")
    return costs[BATCHES].clock / one.clock, one.memory


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Settings.from_environment().data or Path(__file__).parents[2] / "shared" / "data"
    parser.add_argument("--data", type=Path, default=default, help="folder with the files")
    parser.add_argument("--only", nargs="*", default=(), help="names of sources: icd10cm hcpcs")
    parser.add_argument("--rounds", type=int, default=2, help="how often each arm is measured")
    parser.add_argument("--speed", type=float, default=0.7, help="at least this share of the script's speed")
    parser.add_argument("--memory", type=float, default=500, help="at most so many MB for the loader")
    parser.add_argument("--plain", action="store_true", help="also the plain script")
    offer(parser)
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(asdict(asyncio.run(child(json.loads(given.child))))))
        return 0
    tasks = found(given.data, given.only)
    if not tasks:
        parser.error(f"nothing in {given.data} is of a source: set --data")
    arms = ARMS if given.plain else ARMS[:2]
    rounds: dict[str, list[Cost]] = {arm: [] for arm in arms}
    with TemporaryDirectory() as folder:
        batches = Path(folder, "ready-made")
        with EmbeddedNeo4j(Path(folder, "names"), Settings.from_environment().cache) as connection:
            facts = asyncio.run(prepare(connection, tasks, batches))
        order = {"data": str(given.data), "only": list(given.only), "batches": str(batches)}
        for turn in range(given.rounds):
            for arm in reversed(arms) if turn % 2 else arms:
                with TemporaryDirectory() as home:
                    rounds[arm].append(measure(arm, Path(home), order))
    speed, memory = show(facts, rounds)
    if given.keep:
        clock = mean(rounds[LOADER]).clock
        keep(
            "load", {"loader s": clock, "beside the bare script x": speed, "memory of the loader MB": memory}
        )
    return 0 if speed >= given.speed and memory <= given.memory else 1


if __name__ == "__main__":
    sys.exit(main())
