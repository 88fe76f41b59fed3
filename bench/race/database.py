"""The graph of the race: an embedded Neo4j on a data directory filled by the loaders."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from medcodegraph.config import Settings
from medcodegraph.errors import REJECTS
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded.database import EmbeddedNeo4j, running
from medcodegraph.graph.embedded.home import Home

MORE = (
    "icd10cm/ICD-10-CM-CONVERSION-TABLE-FY2026.xlsx",
    "icd10pcs/cms_2025_pr.zip",
    "hcpcs/HCPC2025_OCT_ANWEB.xlsx",
    "mondo",
    "doid",
    "mcd",
)
"""Sources loaded in addition to the default data, if there is a folder of official files."""

LOCK = Path(__file__).with_name("peers") / "apollo"


@contextmanager
def graph(home: Path | None, settings: Settings) -> Iterator[tuple[Connection, int]]:
    """A loaded graph, and the process id of its database; a private one if no `home` is given."""
    place = home or settings.cache / "bench" / "home"
    here = running(place)
    if here is not None:
        yield here, _owner(place)
        return
    with EmbeddedNeo4j(place, settings.cache) as connection:
        if home is None:
            _load(connection, settings.data)
        elif not asyncio.run(_loaded(connection)):
            raise SystemExit(f"nothing is loaded in {home}: load it, or leave --home out")
        yield connection, _owner(place)


async def _loaded(connection: Connection) -> bool:
    async with Graph.open(connection) as graph:
        return bool(await graph.read("MATCH (s:Source {state: 'complete'})-[:STATED_BY]-() RETURN 1 LIMIT 1"))


def _load(connection: Connection, data: Path | None) -> None:
    """Load what is not loaded yet, also after an interrupted run."""
    environment = {
        **os.environ,
        "MEDCODEGRAPH_NEO4J_URI": connection.uri,
        "MEDCODEGRAPH_NEO4J_USER": connection.user,
        "MEDCODEGRAPH_NEO4J_PASSWORD": connection.password,
    }
    more = [str(data / path) for path in MORE if (data / path).exists()] if data else []
    for order in filter(None, (["default"], more)):
        command = [sys.executable, "-m", "medcodegraph", "load", *order]
        if (code := subprocess.run(command, env=environment, check=False).returncode) not in (0, REJECTS):
            raise SystemExit(f"{' '.join(command)} ended with {code}")


def _owner(home: Path) -> int:
    owner = Home(home).owner()
    assert owner is not None
    return owner.pid


def apollo(settings: Settings) -> Path:
    """The folder of the installed peer: npm installs it into the cache, in the locked versions."""
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
