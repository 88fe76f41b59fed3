"""Runs medcodegraph as a user does, in a separate process; or an application under a real uvicorn."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp

from medcodegraph.graph.driver import Graph


async def at_work(graph: Graph, text: str) -> int:
    """How many statements that contain this text Neo4j is running."""
    rows = await graph.read("SHOW TRANSACTIONS YIELD currentQuery AS query RETURN query")
    return sum(text in (row["query"] or "") for row in rows)


@dataclass(frozen=True)
class Server:
    """A running `medcodegraph up`: its address (`http://127.0.0.1:12345`) and its environment.

    `first` is its first answer to FIRST, `said` what it wrote to standard error.
    """

    url: str
    environment: dict[str, str]
    process: "subprocess.Popen[str]"
    first: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


FIRST = """{ code(key: "ICD10CM:C91.00") {
  display conditions(first: 1) { nodes { key } } similar { nodes { key } }
} }"""


def completed(server: Server, within: float = 600) -> None:
    """Wait until a server's answers are no longer pending, as similar codes follow when it already serves."""
    until = time.monotonic() + within
    answer = asked(server.url)
    server.first.update(answer)
    while "extensions" in answer:
        assert time.monotonic() < until, answer
        time.sleep(1)
        answer = asked(server.url)


def asked(url: str) -> dict[str, Any]:
    """The answer to FIRST."""
    answer: dict[str, Any] = httpx.post(f"{url}/graphql", json={"query": FIRST}, timeout=60).json()
    return answer


def start(arguments: list[str], environment: dict[str, str]) -> "subprocess.Popen[str]":
    """A medcodegraph command in a separate process, which plans nothing beforehand unless it is told to."""
    return subprocess.Popen(
        [sys.executable, "-m", "medcodegraph", *arguments],
        env={"MEDCODEGRAPH_WARM_UP": "0", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ready(process: "subprocess.Popen[str]", within: float = 600, said: "list[str] | None" = None) -> str:
    """Wait for the line `ready ADDRESS/graphql`; returns the address. Shows earlier output if it fails.

    What is written to standard error, also later, is added to `said`.
    """
    assert process.stdout is not None
    assert process.stderr is not None
    said = [] if said is None else said
    threading.Thread(target=said.extend, args=(process.stderr,), daemon=True).start()
    watchdog = threading.Timer(within, process.kill)
    watchdog.start()
    line = process.stdout.readline()
    watchdog.cancel()
    assert line.startswith("ready http://127.0.0.1:"), "".join(said)
    assert line.endswith("/graphql\n")
    return line.removeprefix("ready ").removesuffix("/graphql\n")


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    """The address of an application in this process, under a real uvicorn in a thread."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, access_log=False, ws="none"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
