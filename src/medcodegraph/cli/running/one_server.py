"""One server per data directory: its `server.json` says which process serves it, and where."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from medcodegraph.errors import SettingsError


@contextmanager
def claim(home: Path, url: str) -> Iterator[Callable[[str], None]]:
    """Hold the data directory while serving; yields a function to record the address once it is known.

    Raises SettingsError, naming the address of the server that holds it. What counts is the lock on the file,
    which ends with its process, not the file.
    """
    path = home / "server.json"
    with _lock(path) as file:

        def tell(address: str) -> None:
            file.seek(0)
            file.truncate()
            json.dump({"pid": os.getpid(), "url": address}, file)
            file.flush()

        tell(url)
        try:
            yield tell
        finally:
            path.unlink(missing_ok=True)


def _lock(path: Path) -> IO[str]:
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise SettingsError(
                f"cannot write to the data directory: {error}; set MEDCODEGRAPH_HOME to another"
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(path.stat(), os.fstat(file.fileno())):
                return file
        except FileNotFoundError:
            pass
        except BlockingIOError as error:
            file.close()
            raise SettingsError(_taken(path)) from error
        file.close()  # its holder was just removing it: try again


def _taken(path: Path) -> str:
    try:
        running = json.loads(path.read_text("utf-8"))
        where = f"at {running['url']} (process {running['pid']})"
    except (OSError, ValueError, KeyError, TypeError):
        where = "and is just starting or stopping"
    return (
        f"a server for {path.parent} already runs {where}: use that one, stop it, "
        "or set MEDCODEGRAPH_HOME to another data directory"
    )
