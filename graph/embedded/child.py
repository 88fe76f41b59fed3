"""The child process: Neo4j on a JVM inside a Python process that only supervises it.

Run as `python -m medcodegraph.graph.embedded.child` with one line of JSON on standard input (see Order). It
answers with one line of JSON on standard output, `{"port": 1234}` or `{"error": "..."}`; all else goes to
standard error. It ends when standard input closes (its parent is gone), on SIGTERM and on SIGINT.
"""

import json
import os
import select
import signal
import socket
import sys
import threading
import time
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from medcodegraph.graph.embedded.home import Home, Lock, State

LOCKED = "another process is using this data directory"
STOP_WITHIN = 8.0  # seconds; then the process is killed, and the next start recovers
_START_WITHIN = 2.0  # the same while it is still starting
_REASONS = {b"s": "a signal", b"t": "trained", b"p": "the database failed"}
_LOOK, _PATIENT_MS = 2.0, 5_000
_EXIT_LOCKED, _EXIT_FAILED, _EXIT_STOPPED_HARD = 11, 12, 13


@dataclass(frozen=True, slots=True)
class Order:
    """What the parent asks for; the password never appears on a command line or in the environment."""

    home: str
    jars: list[str]
    flags: list[str]
    settings: dict[str, str]
    password: str
    tethered: bool  # stop when standard input closes
    training: list[str]  # statements to run before stopping at once, to make the class-data archive

    def to_line(self) -> bytes:
        """The order as one line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"


class _Child:
    def __init__(self, order: Order, answers: IO[str]) -> None:
        self.order, self.answers, self.home = order, answers, Home(Path(order.home))
        self.wake, self.waker = socket.socketpair()
        self.database: Any = None
        self.exit_code = 0
        self.stopping = False

    def run(self) -> int:
        """Start, wait for a reason to stop, stop. Returns the exit code."""
        lock = Lock.take(self.home.lock_file, patience=1)
        if lock is None:
            self.answer(error=LOCKED)
            return _EXIT_LOCKED
        self.home.write_state(State(os.getpid()))
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.waker.send(b"s"))
        starter = threading.Thread(target=self.start, daemon=True)
        starter.start()
        reason = self.wait()
        self.stopping = True
        _log(f"stopping: {reason}")
        with suppress(OSError):  # a full disk must not prevent stopping
            self.home.write_state(State(os.getpid(), stopping=True))
        # A start in progress cannot be cancelled; Neo4j survives being killed.
        patience = STOP_WITHIN if self.database is not None else _START_WITHIN
        watchdog = threading.Timer(patience, _hard_exit, [patience])
        watchdog.daemon = True
        watchdog.start()
        starter.join()
        if self.database is not None:
            self.database.shutdown()
        self.home.state_file.unlink(missing_ok=True)
        _log("stopped")
        watchdog.cancel()
        return self.exit_code

    def wait(self) -> str:
        """Wait for a reason to stop, and return it."""
        parent = os.getppid()
        watched: list[Any] = [self.wake]
        if self.order.tethered:
            watched.append(sys.stdin)
        while True:
            ready, _, _ = select.select(watched, [], [], 1.0)
            if self.wake in ready:
                return _REASONS.get(self.wake.recv(1), "it did not start")
            # A sibling may have inherited the other end of standard input and kept it open.
            if sys.stdin in ready or (self.order.tethered and os.getppid() != parent):
                return "the process that started it has ended or requested the stop"

    def start(self) -> None:
        """Start Neo4j and announce its port; in a thread, so that signals are handled meanwhile."""
        try:
            port = self.build()
            self.home.write_state(State(os.getpid(), port))
            _log(f"ready on port {port}")
            if self.order.training:
                self.train(port)
            self.answer(port=port)
            threading.Thread(target=self.watch, daemon=True).start()
        except BaseException as error:
            traceback.print_exc()
            self.exit_code = _EXIT_FAILED
            self.answer(error=_root_cause(error))
            self.waker.send(b"f")

    def build(self) -> int:
        """Start Java and Neo4j, set the password, return the Bolt port."""
        from medcodegraph.graph.embedded import java

        java.start_jvm(self.order.jars, self.order.flags)
        self.database = java.build(self.home.neo4j, self.order.settings, self.order.password)
        java.ensure_password(self.database, self.order.password)
        return java.bolt_port(self.database)

    def watch(self) -> None:
        """Stop once the database has failed, as it does when it cannot write: the next start recovers it."""
        database = self.database.database("neo4j")
        while not self.stopping:
            time.sleep(_LOOK)
            if not self.stopping and not database.isAvailable(_PATIENT_MS):
                self.exit_code = _EXIT_FAILED
                _log("the database has failed: see neo4j/logs/debug.log")
                self.waker.send(b"p")
                return

    def train(self, port: int) -> None:
        """Run the training statements, then have the process stop."""
        from medcodegraph.graph.embedded import java

        java.train(port, self.order.password, self.order.training)
        self.waker.send(b"t")

    def answer(self, **content: Any) -> None:
        """Send an answer to the parent, if it still exists."""
        with suppress(OSError):
            self.answers.write(json.dumps(content) + "\n")
            self.answers.close()


def _root_cause(error: BaseException) -> str:
    seen = error
    while seen.__cause__ is not None:
        seen = seen.__cause__
    return str(seen) or type(seen).__name__


def _hard_exit(patience: float) -> None:
    _log(f"not stopped after {patience:g} s: ending now")
    os._exit(_EXIT_STOPPED_HARD)


def _log(text: str) -> None:
    print(time.strftime("%Y-%m-%d %H:%M:%S"), f"[{os.getpid()}]", text, file=sys.stderr, flush=True)


def main() -> None:
    """Run the child: the process ends here."""
    os.umask(0o077)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever Java prints goes to the log
    line = sys.stdin.readline()
    if not line:
        return  # the parent ended before it sent an order
    order = Order(**json.loads(line))
    code = _Child(order, answers).run()
    if order.training and code == 0:
        from medcodegraph.graph.embedded import java

        java.exit_java()
    os._exit(code)  # Java's remaining threads would delay an ordinary exit by 5 s


if __name__ == "__main__":
    main()
