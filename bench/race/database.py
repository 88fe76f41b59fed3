"""The graph of the race: an embedded Neo4j on a data directory that holds what the loaders made."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from medcodegraph.config import Settings
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded import Connection, EmbeddedNeo4j, running
from medcodegraph.graph.embedded_home import Home

MORE = {
    "icd10cm": "icd10cm/ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx",
    "icd10pcs": "icd10pcs/cms_2025_pr.zip",
    "hcpcs": "hcpcs/HCPC2025_OCT_ANWEB.xlsx",
    "mondo": "mondo",
    "doid": "doid",
    "mcd": "mcd",
}
"""What is loaded beside the default data from the folder of official files, where there is one."""

LOCK = Path(__file__).with_name("peers") / "apollo"


@contextmanager
def graph(home: Path | None, settings: Settings) -> Iterator[tuple[Connection, int]]:
    """A loaded graph, and the process id of its database; one of its own where no `home` is named."""
    place = home or settings.cache / "bench" / "home"
    here = running(place)
    if here is not None:
        yield here, _owner(place)
        return
    with EmbeddedNeo4j(place, settings.cache) as connection:
        if not asyncio.run(_loaded(connection)):
            if home is not None:
                raise SystemExit(f"nothing is loaded in {home}: load it, or leave --home out")
            _load(connection, settings.data)
        yield connection, _owner(place)


async def _loaded(connection: Connection) -> bool:
    async with Graph.open(connection) as graph:
        return bool(await graph.read("MATCH (s:Source {state: 'complete'})-[:STATED_BY]-() RETURN 1 LIMIT 1"))


def _load(connection: Connection, data: Path | None) -> None:
    environment = {
        **os.environ,
        "MEDCODEGRAPH_NEO4J_URI": connection.uri,
        "MEDCODEGRAPH_NEO4J_USER": connection.user,
        "MEDCODEGRAPH_NEO4J_PASSWORD": connection.password,
    }
    orders = [["default"]]
    orders += [[source, str(data / path)] for source, path in MORE.items() if data and (data / path).exists()]
    for order in orders:
        subprocess.run([sys.executable, "-m", "medcodegraph", "load", *order], env=environment, check=True)


def _owner(home: Path) -> int:
    owner = Home(home).owner()
    assert owner is not None
    return owner.pid


def apollo(settings: Settings) -> Path:
    """The folder of the installed peer: npm puts it into the cache, in the versions of the committed lock."""
    folder = settings.cache / "bench" / "apollo"
    lock = folder / "package-lock.json"
    wanted = (LOCK / "package-lock.json").read_bytes()
    if not (folder / "node_modules" / ".package-lock.json").exists() or lock.read_bytes() != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(LOCK / name, folder)
        command = [
            "npm",
            "ci",
            "--omit=dev",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ]
        subprocess.run(command, cwd=folder, check=True)
    shutil.copy(LOCK / "server.mjs", folder)
    return folder
