"""How fast and how lean loading is, against bare scripts that send the same batches through the driver.

For every source new databases are fed in turn, each by a process of its own:

loader   as users run it: reads and checks the files, prepares batches of 10,000 facts, writes them, settles
         editions. Only similar codes, which are derived after loads, are left out.
batches  a bare script that has the loader's batches ready-made in memory and sends each with the statement
         that the loader sends. It reads no file and checks nothing.
plain    (with --plain) a bare script that sends the rows of the same batches with one UNWIND for each label
         and kind of edge: MERGE by key and SET for nodes, MATCH of both ends and MERGE for edges. It keeps
         neither claims nor marks: what is loaded so can neither be taken out again nor be told apart by
         source. What it saves is the price of that.

All databases have the same constraints and indexes. Times begin when a process is ready and end with its last
answer. Exits with 1 where the loader has less than --speed of the speed of `batches`, or takes more than
--memory.
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
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from medcodegraph.config import Settings
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded import Connection, EmbeddedNeo4j
from medcodegraph.graph.names import KnownNames
from medcodegraph.graph.write import apply_schema, begin
from medcodegraph.graph.write_batches import Batch
from medcodegraph.graph.write_first import FirstLoad
from medcodegraph.loaders.reading import parts_of, read_batches, source_key
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.run import load
from medcodegraph.loaders.source import Report

LOADER, BATCHES, PLAIN = ARMS = ("loader", "batches", "plain")
DOCUMENTS = "UNWIND $rows AS row MERGE (n:Source {key: row.key}) SET n += row.properties"
NODES = "UNWIND $rows AS row MERGE (n:%s {key: row.key}) SET n += row.properties"
EDGES = """UNWIND $rows AS row MATCH (a:%s {key: row.start}) MATCH (b:%s {key: row.end})
MERGE (a)-[edge:%s {source: row.source, id: row.id}]->(b) SET edge += row.properties"""
Ready = tuple[str, dict[str, Any], Batch]
"""The key of a Source, what is told of it, a batch."""
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
    costs: dict[str, Cost] = field(default_factory=dict)


async def prepare(connection: Connection, name: str, paths: Sequence[Path], place: Path) -> int:
    """The batches that the loader is going to write, into a file; how many facts they hold."""
    facts = 0
    async with Graph.open(connection) as graph:
        await apply_schema(graph)
        with place.open("wb") as file:
            for part in parts_of(LOADERS[name], paths, {}):
                names = await KnownNames.read(graph, set(part.needs))
                beside = await names.beside(graph, source_key(part.name), part.systems)
                begins = part.edition and {"series": part.edition.series, "begins": part.edition.begins}
                told = {"name": name, "rank": LOADERS[name].rank, **(begins or {})}
                for batch in read_batches(part, beside, Report()):
                    pickle.dump((source_key(part.name), told, batch), file)
                    facts += batch.facts
    return facts


async def send_batches(graph: Graph, ready: Sequence[Ready]) -> None:
    """Send the batches as the loader does, and nothing else."""
    runs: dict[str, FirstLoad] = {}
    for source, told, batch in ready:
        if source not in runs:
            run = await begin(graph, source, "bench", told)
            assert run is not None, "the database is new"
            runs[source] = FirstLoad(graph, source, run, "bench")
        await runs[source].write_batch(batch, {"name": told["name"], "rank": told["rank"], "part_of": source})


async def send_rows(graph: Graph, ready: Sequence[Ready]) -> None:
    """Send the rows of the batches in the plainest way."""
    for _, _, batch in ready:
        if batch.documents:
            await graph.write(DOCUMENTS, {"rows": list(batch.documents.values())})
        for label, nodes in batch.nodes.items():
            await graph.write(NODES % label, {"rows": list(nodes.values())})
        for (kind, start, end), edges in batch.edges.items():
            await graph.write(EDGES % (start, end, kind), {"rows": list(edges.values())})


def ready_made(place: Path) -> Iterator[Ready]:
    """What `prepare` wrote into a file."""
    with place.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)


async def child(order: dict[str, Any]) -> Cost:
    """One arm, in this process."""
    arm = order["arm"]
    ready = list(ready_made(Path(order["batches"]))) if arm != LOADER else []
    async with Graph.open(Connection(**order["connection"])) as graph:
        await apply_schema(graph)
        clock, own = time.monotonic(), time.process_time()
        if arm == LOADER:
            await load(graph, LOADERS[order["name"]], [Path(path) for path in order["paths"]], {})
        else:
            await (send_batches if arm == BATCHES else send_rows)(graph, ready)
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


def one_source(name: str, paths: list[Path], arms: Mapping[str, Database], folder: Path, turn: int) -> Row:
    """Feed one source to all databases; which of them is the first goes by turns."""
    batches = folder / "ready-made"
    facts = asyncio.run(prepare(arms[LOADER].connection, name, paths, batches))
    order = {"name": name, "paths": [str(path) for path in paths], "batches": str(batches)}
    row = Row(name, facts)
    for arm in reversed(arms) if turn % 2 else arms:
        row.costs[arm] = measure(arms[arm], {**order, "arm": arm})
        print(f"{name}, {arm}: {row.costs[arm].clock:.1f} s", file=sys.stderr)
    return row


def wanted(data: Path, only: Sequence[str]) -> dict[str, list[Path]]:
    """The folders of files by the name of their loader, those first that others look things up in."""
    names = [name for name in LOADERS if (data / name).is_dir() and (not only or name in only)]
    return {name: [data / name] for name in names}


def show(rows: Sequence[Row]) -> tuple[float, float]:
    """Print the table; the loader's speed as a share of that of `batches`, and its memory in MB."""
    total = Row("all", sum(row.facts for row in rows))
    for arm in rows[0].costs:
        total.costs[arm] = Cost()
        for row in rows:
            total.costs[arm].add(row.costs[arm])
    print(
        f"{'source':10} {'facts':>9} {'arm':8} {'seconds':>8} {'own CPU':>8} {'neo4j CPU':>9} {'MB':>4}",
        end="",
    )
    print("  loader's speed as a share: by the clock, by CPU")
    for row in [*rows, total]:
        one = row.costs[LOADER]
        for arm, cost in sorted(row.costs.items(), key=lambda found: ARMS.index(found[0])):
            print(f"{row.source:10} {row.facts:>9,} {arm:8} {cost.clock:8.1f} {cost.own:8.1f}", end="")
            print(f" {cost.server:9.1f} {cost.memory:4.0f}", end="")
            by_cpu = (cost.own + cost.server) / (one.own + one.server)
            print("" if arm == LOADER else f"  {cost.clock / one.clock:.2f} {by_cpu:.2f}")
    one = total.costs[LOADER]
    print(f"{total.facts / one.clock:,.0f} facts/s by the loader")
    return total.costs[BATCHES].clock / one.clock, one.memory


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
    parser.add_argument("--plain", action="store_true", help="also the plain script")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        print(json.dumps(vars(asyncio.run(child(json.loads(given.child))))))
        return 0
    sources = wanted(given.data, given.only)
    if not sources:
        parser.error(f"no folder in {given.data} has the name of a loader: set --data")
    rows: list[Row] = []
    cache = Settings.from_environment().cache
    with TemporaryDirectory() as folder:
        arms: dict[str, Database] = {}
        try:
            for arm in ARMS if given.plain else ARMS[:2]:
                arms[arm] = Database(EmbeddedNeo4j(Path(folder, arm), cache))
            for turn, (name, paths) in enumerate(sources.items()):
                rows.append(one_source(name, paths, arms, Path(folder), turn))
        finally:
            for database in arms.values():
                database.neo4j.stop()
    speed, memory = show(rows)
    return 0 if speed >= given.speed and memory <= given.memory else 1


if __name__ == "__main__":
    sys.exit(main())
