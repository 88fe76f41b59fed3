"""How fast and how lean loading is, against a bare script that sends the same batches through the driver.

For every source two new databases are fed in turn, each by a process of its own: one by the loader as users
run it (read, check, prepare, write claims and fold nodes; similar codes are not derived), the other by the
bare script. The script gets the loader's own batches of 10,000 facts ready-made in its memory, and sends one
UNWIND for each label and kind of edge in a batch: MERGE by key and SET for nodes, MATCH of both ends and
MERGE for edges. It reads no file, checks nothing, keeps no claims, could not take anything out again; its
database has the same constraints and indexes. Times begin when a process is ready and end with its last
answer.

Exits with 1 where the loader is slower than --speed of the script, or takes more than --memory.
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
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from medcodegraph.config import Settings
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded import Connection, EmbeddedNeo4j
from medcodegraph.graph.names import KnownNames
from medcodegraph.graph.write import apply_schema
from medcodegraph.graph.write_batches import Batch
from medcodegraph.loaders.reading import parts_of, read_batches, source_key
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.run import load
from medcodegraph.loaders.source import Report

ARMS = ("loader", "script")
DOCUMENTS = "UNWIND $rows AS row MERGE (n:Source {key: row.key}) SET n += row.properties"
NODES = "UNWIND $rows AS row MERGE (n:%s {key: row.key}) SET n += row.properties"
EDGES = """UNWIND $rows AS row MATCH (a:%s {key: row.start}) MATCH (b:%s {key: row.end})
MERGE (a)-[edge:%s {source: row.source, id: row.id}]->(b) SET edge += row.properties"""
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Cost:
    """What an arm took, in seconds by the clock and of CPU (its own and Neo4j's), and its memory in MB."""

    clock: float = 0
    own: float = 0
    server: float = 0
    memory: float = 0

    def add(self, other: "Cost") -> None:
        """Count another one in."""
        self.clock += other.clock
        self.own += other.own
        self.server += other.server
        self.memory = max(self.memory, other.memory)


@dataclass
class Row:
    """What feeding one source cost."""

    source: str
    facts: int = 0
    costs: dict[str, Cost] = field(default_factory=lambda: {arm: Cost() for arm in ARMS})


async def prepare(connection: Connection, name: str, paths: Sequence[Path], place: Path) -> int:
    """The batches that the loader is going to write, into a file; how many facts they hold."""
    facts = 0
    async with Graph.open(connection) as graph:
        await apply_schema(graph)
        with place.open("wb") as file:
            for part in parts_of(LOADERS[name], paths, {}):
                names = await KnownNames.read(graph, set(part.needs))
                beside = await names.beside(graph, source_key(part.name), part.systems)
                for batch in read_batches(part, beside, Report()):
                    pickle.dump(batch, file)
                    facts += batch.facts
    return facts


async def run_script(graph: Graph, batches: Sequence[Batch]) -> None:
    """Send the batches, and nothing else."""
    for batch in batches:
        if batch.documents:
            await graph.write(DOCUMENTS, {"rows": list(batch.documents.values())})
        for label, nodes in batch.nodes.items():
            await graph.write(NODES % label, {"rows": list(nodes.values())})
        for (kind, start, end), edges in batch.edges.items():
            await graph.write(EDGES % (start, end, kind), {"rows": list(edges.values())})


def ready_made(place: Path) -> Iterator[Batch]:
    """The batches of a file that `prepare` wrote."""
    with place.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)


async def child(order: dict[str, Any]) -> Cost:
    """One arm, in this process."""
    batches = list(ready_made(Path(order["batches"]))) if order["arm"] == "script" else []
    async with Graph.open(Connection(**order["connection"])) as graph:
        await apply_schema(graph)
        clock, own = time.monotonic(), time.process_time()
        if order["arm"] == "script":
            await run_script(graph, batches)
        else:
            await load(graph, LOADERS[order["name"]], [Path(path) for path in order["paths"]], {})
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return Cost(time.monotonic() - clock, time.process_time() - own, 0, memory)


class Database:
    """A new Neo4j, started."""

    def __init__(self, neo4j: EmbeddedNeo4j) -> None:
        self.neo4j, self.connection = neo4j, neo4j.start()

    def cpu(self) -> float:
        """Seconds of CPU that it has taken."""
        fields = Path(f"/proc/{self.neo4j.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS


def measure(database: Database, order: dict[str, Any]) -> Cost:
    """Run an arm in a process of its own."""
    before = database.cpu()
    words = json.dumps({**order, "connection": asdict(database.connection)})
    command = [sys.executable, __file__, "--child", words]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        sys.exit(f"{order['name']}, {order['arm']}: failed")
    cost = Cost(**json.loads(done.stdout))
    cost.server = database.cpu() - before
    return cost


def one_source(name: str, paths: list[Path], databases: Sequence[Database], folder: Path) -> Row:
    """Feed one source to both databases."""
    batches = folder / "batches"
    facts = asyncio.run(prepare(databases[0].connection, name, paths, batches))
    order = {"name": name, "paths": [str(path) for path in paths], "batches": str(batches)}
    row = Row(name, facts)
    for arm, database in zip(ARMS, databases, strict=True):
        row.costs[arm] = measure(database, {**order, "arm": arm})
        print(f"{name}, {arm}: {row.costs[arm].clock:.1f} s", file=sys.stderr)
    return row


def wanted(data: Path, only: Sequence[str]) -> dict[str, list[Path]]:
    """The folders of files by the name of their loader, those first that others look things up in."""
    names = [name for name in LOADERS if (data / name).is_dir() and (not only or name in only)]
    return {name: [data / name] for name in names}


def show(rows: Sequence[Row]) -> tuple[float, float]:
    """Print the table; the loader's speed by the script's, and its memory."""
    total = Row("all")
    print(f"{'source':10} {'facts':>9} | loader: {'s':>7} {'own':>6} {'neo4j':>6} {'MB':>4} |", end=" ")
    print(f"script: {'s':>7} {'own':>6} {'neo4j':>6} | speed by the clock, by CPU")
    for row in [*rows, total]:
        one, bare = (row.costs[arm] for arm in ARMS)
        if row is not total:
            total.facts += row.facts
            for arm in ARMS:
                total.costs[arm].add(row.costs[arm])
        by_cpu = (bare.own + bare.server) / (one.own + one.server)
        print(
            f"{row.source:10} {row.facts:>9,} | {one.clock:15.1f} {one.own:6.1f} {one.server:6.1f} "
            f"{one.memory:4.0f} | {bare.clock:15.1f} {bare.own:6.1f} {bare.server:6.1f} | "
            f"{bare.clock / one.clock:.2f} {by_cpu:.2f}"
        )
    one, bare = (total.costs[arm] for arm in ARMS)
    print(
        f"{total.facts / one.clock:,.0f} facts/s by the loader, {total.facts / bare.clock:,.0f} by the script"
    )
    return bare.clock / one.clock, one.memory


def main() -> int:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Settings.from_environment().data or Path(__file__).parents[2] / "shared" / "data"
    parser.add_argument("--data", type=Path, default=default, help="folder with a folder for each source")
    parser.add_argument("--only", nargs="*", default=(), help="names of sources: icd10cm hcpcs")
    parser.add_argument("--speed", type=float, default=0.7, help="at least this share of the script's speed")
    parser.add_argument("--memory", type=float, default=500, help="at most so many MB for the loader")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(vars(asyncio.run(child(json.loads(given.child))))))
        return 0
    sources = wanted(given.data, given.only)
    if not sources:
        parser.error(f"no folder in {given.data} has the name of a loader: set --data")
    rows = []
    cache = Settings.from_environment().cache
    with TemporaryDirectory() as folder:
        arms = [Database(EmbeddedNeo4j(Path(folder, arm), cache)) for arm in ARMS]
        try:
            rows = [one_source(name, paths, arms, Path(folder)) for name, paths in sources.items()]
        finally:
            for arm in arms:
                arm.neo4j.stop()
    speed, memory = show(rows)
    return 0 if speed >= given.speed and memory <= given.memory else 1


if __name__ == "__main__":
    sys.exit(main())
