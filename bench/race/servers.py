"""The servers of the race: how each is started, and how it runs a work."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from medcodegraph.graph.connection import Connection
from race import apollo
from race.works import Work

HERE = Path(__file__).parent
STATEMENTS = HERE.parents[1] / "cypher" / "read"
PATIENCE = 120.0


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of server: its name, the language of its works, its command, its readiness path."""

    title: str
    works: str
    command: tuple[str, ...]
    ready: str
    without: tuple[str, ...] = ()  # works it does not run
    kept: int = 0  # bytes of answers that medcodegraph keeps


SERVE = (sys.executable, "-m", "medcodegraph", "serve")
KINDS = {
    "A": Kind(
        "@neo4j/graphql + Apollo Server",
        "apollo.graphql",
        ("node", "{apollo}/server.mjs"),
        "/",
        ("coverage",),
    ),
    "B": Kind(
        "Strawberry + DataLoaders",
        "graphql",
        (sys.executable, "-m", "race.peers.loaders"),
        "/",
        ("coverage",),
    ),
    "D": Kind("medcodegraph, no answer kept", "graphql", SERVE, "/health/ready"),
    "N": Kind("as D: how far two equal servers differ", "graphql", SERVE, "/health/ready"),
    "K": Kind("medcodegraph, answers kept", "graphql", SERVE, "/health/ready", kept=64_000_000),
    "M": Kind(
        "medcodegraph, answers kept too briefly to be used", "graphql", SERVE, "/health/ready", kept=4_000
    ),
    "E": Kind("hand-written", "cypher", (sys.executable, "-m", "race.peers.hand"), "/point?key=none"),
}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    letter: str
    kind: Kind
    port: int
    process: "subprocess.Popen[bytes]"

    def request(self, work: Work, values: Mapping[str, Any]) -> bytes:
        """The bytes of one request."""
        path, body = self._parts(work, values)
        head = f"Host: 127.0.0.1:{self.port}\r\nAccept: application/json\r\n"
        if body is None:
            return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body

    def answer(self, work: Work, values: Mapping[str, Any]) -> Any:
        """The data of one answer, in our form."""
        path, body = self._parts(work, values)
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", body, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as response:
                found = json.load(response)
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{self.letter} refuses {work.name}: {error.read().decode()[:500]}") from error
        if "errors" in found:
            raise SystemExit(f"{self.letter} cannot answer {work.name}: {found['errors']}")
        return apollo.canonical(work.name, found["data"]) if self.letter == "A" else found["data"]

    @property
    def resident(self) -> float:
        """The process's resident memory in MB."""
        command = ["ps", "-o", "rss=", "-p", str(self.process.pid)]
        return int(subprocess.run(command, capture_output=True, check=True).stdout) / 1024

    def _parts(self, work: Work, values: Mapping[str, Any]) -> tuple[str, bytes | None]:
        if self.kind.works == "cypher":
            return f"/{work.name}?{urlencode(values, quote_via=quote)}", None
        given = apollo.variables(work.name, values) if self.letter == "A" else dict(values)
        return "/graphql", json.dumps({"query": work.text(self.kind.works), "variables": given}).encode()


@contextmanager
def running(letter: str, connection: Connection, apollo_folder: Path | None) -> Iterator[Server]:
    """Start one of the servers on a free port, wait until it answers, and stop it at the end."""
    kind, port = KINDS[letter], _free_port()
    environment = {
        **os.environ,
        "MEDCODEGRAPH_NEO4J_URI": connection.uri,
        "MEDCODEGRAPH_NEO4J_USER": connection.user,
        "MEDCODEGRAPH_NEO4J_PASSWORD": connection.password,
        "MEDCODEGRAPH_PORT": str(port),
        "MEDCODEGRAPH_MAX_ANSWERS": str(kind.kept),
        "MEDCODEGRAPH_WARM_UP": "0",  # what is answered beforehand would count as time for requests
        "PORT": str(port),
        "PYTHONPATH": str(HERE.parent),
        "STATEMENTS": str(STATEMENTS),
        "NODE_ENV": "production",
    }
    command = [part.format(apollo=apollo_folder) for part in kind.command]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(port, kind.ready, process)
        yield Server(letter, kind, port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()


def _wait(port: int, path: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"{process.args!r} ended with {process.returncode}: run it alone to see why")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5):
                return
        except urllib.error.HTTPError as error:
            if error.code < 500:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit(f"{process.args!r} did not answer within {PATIENCE:g} s")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
