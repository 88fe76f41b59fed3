"""The files of an embedded Neo4j in its data directory: password, state, lock, log.

<home>/neo4j.password   the generated password, mode 0600
<home>/neo4j.lock       held (flock) by the child while it lives; the system releases it with the process
<home>/neo4j.json       the holder of the lock: pid, and the port once Neo4j answers
<home>/neo4j.port       the last port, which is used again if it is free
<home>/neo4j.log        output of the child and its JVM
<home>/neo4j/           Neo4j's own folder, mode 0700
"""

import errno
import json
import math
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from medcodegraph.errors import EmbeddedError

if sys.platform != "win32":
    import fcntl

CHILD = "medcodegraph.graph.embedded.child"
"""The module that the child process runs."""

_FREE = 50_000_000  # bytes; with less, Neo4j hangs rather than fails
_LOG_LIMIT = 1_000_000  # bytes; a larger log is moved aside at the next start


@dataclass(frozen=True, slots=True)
class State:
    """The process that runs Neo4j on a data directory; `port` is None until it answers, pid 0 until known."""

    pid: int
    port: int | None = None
    stopping: bool = False


@dataclass(frozen=True, slots=True)
class Home:
    """The files of a data directory."""

    path: Path

    @property
    def neo4j(self) -> Path:
        """Neo4j's own folder."""
        return self.path / "neo4j"

    @property
    def is_new(self) -> bool:
        """Whether no database has been made in it."""
        return not (self.neo4j / "data").exists()

    @property
    def password_file(self) -> Path:
        """Where the password is kept."""
        return self.path / "neo4j.password"

    @property
    def lock_file(self) -> Path:
        """The file that a living child keeps locked."""
        return self.path / "neo4j.lock"

    @property
    def state_file(self) -> Path:
        """The file with the child's pid and port."""
        return self.path / "neo4j.json"

    @property
    def log(self) -> Path:
        """The log of the child and its JVM."""
        return self.path / "neo4j.log"

    def prepare(self) -> None:
        """Make the folders, private to their owner; raises EmbeddedError if they cannot be written."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.neo4j.mkdir(mode=0o700, exist_ok=True)
            self.neo4j.chmod(0o700)
            os.close(os.open(self.lock_file, os.O_CREAT | os.O_RDWR, 0o600))
            if (free := shutil.disk_usage(self.path).free) < _FREE:
                raise OSError(errno.ENOSPC, f"{free} bytes are free")
            if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
                self.log.replace(self.log.with_suffix(".log.1"))
        except OSError as error:
            raise EmbeddedError(cannot_write(self.path, error)) from error

    def password(self) -> str:
        """The password, generated at the first call and kept with mode 0600."""
        try:
            kept = self.password_file.read_text(encoding="ascii").strip()
            if kept:
                self.password_file.chmod(0o600)
                return kept
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            raise EmbeddedError(f"cannot read {self.password_file}: {error}") from error
        made = secrets.token_urlsafe(24)
        try:
            write_private(self.password_file, made + "\n")
        except OSError as error:
            raise EmbeddedError(cannot_write(self.password_file, error)) from error
        return made

    def state(self) -> State | None:
        """The content of the state file, which may be out of date; None if it is missing or damaged."""
        try:
            state = State(**json.loads(self.state_file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        return state if isinstance(state.pid, int) and state.pid > 0 else None

    def usual_port(self) -> int:
        """The port of the last start if it is free, so that clients can reconnect; else 0."""
        try:
            port = int(self._port_file.read_text(encoding="ascii"))
            socket.create_server(("127.0.0.1", port)).close()
        except (OSError, ValueError, OverflowError):
            return 0
        return port

    def take_port(self, port: int) -> None:
        """Use this port at the next start; raises EmbeddedError if something else holds it."""
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError as error:
            raise EmbeddedError(
                f"port {port}, where the database should listen, cannot be used ({error}): choose another one"
            ) from error
        self.keep_port(port)

    def keep_port(self, port: int) -> None:
        """Remember the port for the next start."""
        with suppress(OSError):  # a full disk must not prevent starting
            self._port_file.write_text(str(port), encoding="ascii")

    @property
    def _port_file(self) -> Path:
        return self.path / "neo4j.port"

    def write_state(self, state: State) -> None:
        """Write the state atomically: a reader sees the old one or the new one."""
        write_private(self.state_file, json.dumps(asdict(state)) + "\n")

    def owner(self) -> State | None:
        """The state of a living child, or None; the state file of a dead one is removed."""
        try:
            lock = Lock.take(self.lock_file, shared=True)
        except OSError:
            return None  # no such directory: nothing can run here
        if lock is None:
            return self.state() or State(0)
        with suppress(OSError):  # the name is taken by something else: the next start says so
            self.state_file.unlink(missing_ok=True)
        lock.release()
        return None


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock on a file, which the system releases when its process ends, however it ends."""

    descriptor: int

    @classmethod
    def take(cls, file: Path, *, patience: float = 0, shared: bool = False) -> "Lock | None":
        """Lock an existing file, trying for `patience` seconds; None if another process holds it.

        A shared lock excludes only exclusive ones: it serves to check whether there is one.
        """
        require_posix()
        descriptor = os.open(file, os.O_RDWR)
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_NB | (fcntl.LOCK_SH if shared else fcntl.LOCK_EX))
                return cls(descriptor)
            except BlockingIOError:
                if time.monotonic() >= until:
                    os.close(descriptor)
                    return None
                time.sleep(0.05)
            except BaseException:
                os.close(descriptor)
                raise

    @classmethod
    @contextmanager
    def held(cls, file: Path) -> Iterator[None]:
        """Hold the lock on a file, created if missing; waits as long as it takes."""
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        lock = cls.take(file, patience=math.inf)
        assert lock is not None
        try:
            yield
        finally:
            lock.release()

    @classmethod
    @contextmanager
    def tried(cls, file: Path) -> Iterator[bool]:
        """Hold the lock on a file, created if missing; yields False if another process holds it."""
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
        lock = cls.take(file)
        try:
            yield lock is not None
        finally:
            if lock is not None:
                lock.release()

    def release(self) -> None:
        """Release the lock."""
        os.close(self.descriptor)


def is_ours(pid: int) -> bool:
    """Whether a process is a child that runs an embedded Neo4j, and not another that reuses its pid."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        if Path("/proc/self").exists():
            return False
        asked = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, check=False)  # noqa: S607
        command = asked.stdout
    return CHILD.encode() in command


def require_posix() -> None:
    """Raise EmbeddedError on a system without POSIX locks and signals."""
    if sys.platform == "win32":
        raise EmbeddedError(
            "the embedded Neo4j runs on Linux and macOS: use WSL, or set MEDCODEGRAPH_NEO4J_URI "
            "to your own Neo4j"
        )


def write_private(file: Path, text: str) -> None:
    """Write a file atomically, readable only by its owner."""
    partial = file.with_name(f".{file.name}.{os.getpid()}")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(descriptor)
    partial.replace(file)


def cannot_write(place: Path, error: OSError, variable: str = "MEDCODEGRAPH_HOME") -> str:
    """The message for a path that cannot be written; `variable` is the environment variable that sets it."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"the disk is full: free some space on the disk of {place}, or set {variable} elsewhere"
    return f"cannot write {place} ({error.strerror or error}): set {variable} to a directory of your own"
