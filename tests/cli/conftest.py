"""Runs commands as a user does, against the session's Neo4j."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph

Run = Callable[..., "subprocess.CompletedProcess[str]"]
SMALL = Path(__file__).parents[1] / "graph" / "small.cypher"


def run_in(environment: dict[str, str]) -> Run:
    """A function that runs `medcodegraph` with arguments in an environment; keywords add variables."""

    def run(*arguments: str, stdin: str = "", **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "medcodegraph", *arguments],
            env={**environment, **more},
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture
def alone(tmp_path: Path) -> dict[str, str]:
    """An environment with an empty data directory and no other settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MEDCODEGRAPH_")}
    if cache := os.environ.get("MEDCODEGRAPH_CACHE"):
        clean["MEDCODEGRAPH_CACHE"] = cache
    return {**clean, "MEDCODEGRAPH_HOME": str(tmp_path / "home")}


@pytest.fixture
def environment(alone: dict[str, str], connection: Connection) -> dict[str, str]:
    """An environment with the session's Neo4j."""
    return {
        **alone,
        "MEDCODEGRAPH_NEO4J_URI": connection.uri,
        "MEDCODEGRAPH_NEO4J_USER": connection.user,
        "MEDCODEGRAPH_NEO4J_PASSWORD": connection.password,
        "MEDCODEGRAPH_NEO4J_DATABASE": connection.database,
    }


@pytest.fixture
def run(alone: dict[str, str]) -> Run:
    """Run `medcodegraph` with an empty data directory."""
    return run_in(alone)


@pytest.fixture
def ask(environment: dict[str, str]) -> Run:
    """Run `medcodegraph` on the session's Neo4j."""
    return run_in(environment)


@pytest.fixture
async def small(graph: Graph) -> Graph:
    """The session's graph with the small graph of tests/graph/small.cypher."""
    await graph.write(SMALL.read_text("utf-8"))
    return graph
