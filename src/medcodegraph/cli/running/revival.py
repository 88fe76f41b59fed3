"""Restarts the embedded Neo4j if it crashes while in use."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.embedded.database import EmbeddedNeo4j

EVERY = 0.5
PAUSE = 10.0
"""Seconds between checks, and after a failed start."""

log = logging.getLogger("medcodegraph.database")


@contextmanager
def revived(database: EmbeddedNeo4j) -> Iterator[None]:
    """Supervise a started database; one stopped on purpose (`medcodegraph db stop`) stays stopped."""
    done = threading.Event()

    def watch() -> None:
        failed = False
        while not done.wait(PAUSE if failed else EVERY):
            if not failed and not database.crashed:
                continue
            log.error("the embedded Neo4j has crashed (see %s): restarting it", database.log)
            try:
                database.restart()
                failed = False
            except MedcodegraphError as error:
                log.error("the embedded Neo4j does not start: %s", error)
                failed = True

    thread = threading.Thread(target=watch, name="revival", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
