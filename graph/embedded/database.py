"""The embedded Neo4j: a child process, started and stopped here. Why: decisions/0002-embedded-neo4j.md."""

import os
import signal
import subprocess
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType

from medcodegraph.errors import EmbeddedError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.embedded.home import CHILD, Home, is_ours, require_posix
from medcodegraph.graph.embedded.settings import BRIEF

_USER = "neo4j"
_DATABASE = "neo4j"
_STOP_WITHIN = 10.0  # the child ends by itself after 8


class EmbeddedNeo4j:
    """A private Neo4j on the data directory `home`; a context manager that stops it on exit.

    The child also stops when this process ends, however that happens. `heap` and `page_cache` are
    sizes such as `512m`; jars and the class-data archive are kept in `cache`. It listens on `port`, or on
    the one it had last, or on a free one. `brief` is for a few questions: Java then compiles its code
    quickly rather than well, which saves a third of the first minute's processor time (decisions/0065).
    With `archive` a missing class-data archive is made first. `options` are further options of Java.
    """

    def __init__(
        self,
        home: Path,
        cache: Path,
        heap: str = "1g",
        page_cache: str = "512m",
        port: int | None = None,
        *,
        brief: bool = False,
        archive: bool = True,
        options: Sequence[str] = (),
    ) -> None:
        self.home, self.cache, self.heap, self.page_cache = home, cache, heap, page_cache
        self.port, self.archive, self.options = port, archive, [*(BRIEF if brief else ()), *options]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The child's process id while it is started."""
        return None if self._process is None else self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the child runs; False also after it ended without being asked to."""
        return self._process is not None and self._process.poll() is None

    @property
    def log(self) -> Path:
        """The child's log."""
        return Home(self.home).log

    def start(self) -> Connection:
        """Start Neo4j and wait until it answers; raises EmbeddedError, with the reason and what to do."""
        if self._process is not None:
            raise EmbeddedError(f"this embedded Neo4j is already started (process {self._process.pid})")
        self._process, connection = _start(self, tethered=True)
        return connection

    @property
    def crashed(self) -> bool:
        """Whether the child ended without being asked to."""
        return self._process is not None and self._process.poll() not in (None, 0)

    def restart(self) -> Connection:
        """Start Neo4j again after a crash, on the same port if it is free."""
        self.stop()
        return self.start()

    def stop(self) -> None:
        """Stop Neo4j cleanly, usually within 5 s; does nothing if it is not started."""
        process, self._process = self._process, None
        if process is None:
            return
        from medcodegraph.graph.embedded.launch import close

        close(process)

    def __enter__(self) -> Connection:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def running(home: Path) -> Connection | None:
    """The connection to the embedded Neo4j running on this data directory, whoever started it, or None."""
    owner = Home(home).owner()
    if owner is None or owner.port is None:
        return None
    return _connection(Home(home), owner.port)


def start_detached(
    home: Path, cache: Path, heap: str = "1g", page_cache: str = "512m", port: int | None = None
) -> Connection:
    """Start a Neo4j that outlives this process; `stop_detached` stops it."""
    process, connection = _start(EmbeddedNeo4j(home, cache, heap, page_cache, port), tethered=False)
    process.returncode = 0  # it is never waited for: keep Popen from warning about that
    return connection


def stop_detached(home: Path) -> bool:
    """Stop whatever embedded Neo4j runs on this data directory; False if none does."""
    place = Home(home)
    owner = place.owner()
    if owner is None:
        return False
    if not owner.pid or not is_ours(owner.pid):
        raise EmbeddedError(
            f"a database runs on {home}, but {place.state_file} does not name its process: stop the one "
            f"whose command names {CHILD}"
        )
    os.kill(owner.pid, signal.SIGTERM)
    until = time.monotonic() + _STOP_WITHIN
    while time.monotonic() < until:
        if place.owner() is None:
            return True
        time.sleep(0.05)
    raise EmbeddedError(f"process {owner.pid} did not stop within {_STOP_WITHIN:g} s: see {place.log}")


def ensure_installed(cache: Path) -> list[Path]:
    """Neo4j's jars, downloaded into `cache` if missing; raises EmbeddedError if that fails."""
    from medcodegraph.graph.embedded import maven

    return maven.ensure_installed(cache)


def _start(neo4j: EmbeddedNeo4j, *, tethered: bool) -> tuple[subprocess.Popen[bytes], Connection]:
    require_posix()
    # Not imported above: `running` and `stop_detached` do not need it.
    from medcodegraph.graph.embedded.class_archive import archive_flags
    from medcodegraph.graph.embedded.launch import NeedsMemory, launch, refuse_second, require_java
    from medcodegraph.graph.embedded.settings import larger

    require_java()
    home = Home(neo4j.home)
    home.prepare()
    refuse_second(home)
    if neo4j.port:
        home.take_port(neo4j.port)
    jars = ensure_installed(neo4j.cache)
    started = partial(
        launch,
        home,
        jars,
        page_cache=neo4j.page_cache,
        tethered=tethered,
        more_flags=[*archive_flags(neo4j.cache, jars, make=neo4j.archive), *neo4j.options],
    )
    try:
        process, port = started(heap=neo4j.heap)
    except NeedsMemory:  # recovering from a crash may take more memory than running
        process, port = started(heap=larger(neo4j.heap))
    return process, _connection(home, port)


def _connection(home: Home, port: int) -> Connection:
    return Connection(f"bolt://127.0.0.1:{port}", _USER, home.password(), _DATABASE, str(home.path))
