"""Serving from the command line: one server for a data directory, with its database."""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path

from medcodegraph import playground
from medcodegraph.cli.running.one_server import claim
from medcodegraph.cli.running.session import connect, run, run_change, version_sign
from medcodegraph.cli.terminal.progress import note, say, warn
from medcodegraph.config import Settings
from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.embedded.home import Home
from medcodegraph.graph.write.licensed import hide_licensed
from medcodegraph.graph.write.source import apply_schema
from medcodegraph.graph.write.version import HIDE, NAMES
from medcodegraph.http.app import create_app
from medcodegraph.http.serving import server
from medcodegraph.http.serving.waiting import waiting_page
from medcodegraph.progress import Progress, silent
from medcodegraph.telemetry import logs, tracing

_PATIENCE = 5.0  # seconds to wait for the derivation to end


def serve_application(settings: Settings, *, complete: bool, more: Sequence[str] = ()) -> None:
    """Serve until SIGTERM or Ctrl-C.

    `complete` first installs the playground and loads the default data, and the sources named in `more`.
    """
    logs.configure(settings.log_json)
    url = f"http://{settings.host}:{settings.port}/graphql"
    with nullcontext(lambda _: None) if settings.neo4j_uri else claim(settings.home, url) as tell:
        server.listen(settings.host, settings.port).close()  # before work that would be in vain
        with ExitStack() as while_serving:
            with (
                waiting_page(settings.host, settings.port) if complete else nullcontext(silent) as report,
                ThreadPoolExecutor(1) as beside,
            ):
                assets = beside.submit(_playground, settings, install=complete)
                first = complete and not settings.neo4j_uri and Home(settings.home).is_new
                connection = while_serving.enter_context(connect(settings, revive=True, archive=not first))
                left = _prepare(connection, settings, report, complete=complete, more=more)
            searchable = threading.Event()
            if NAMES not in left:
                searchable.set()
            if left:
                while_serving.enter_context(_completing(searchable, settings.cache if first else None))

            def started(address: str) -> None:
                tell(f"{address}/graphql")
                if not searchable.is_set():
                    note(f"answering at {address}/graphql; ready once search and conditions are complete")

            def ready(address: str) -> None:
                print(f"ready {address}/graphql", flush=True)

            app = create_app(
                connection,
                assets.result(),
                settings.service,
                tracing.tracer(),
                version_sign(settings),
                searchable.is_set,
            )
            logged = logs.RequestLog(app)  # outermost, so that it sees every error
            server.serve(logged, settings.host, settings.port, started, ready, settings.service.proxies)


def _prepare(
    connection: Connection, settings: Settings, report: Progress, *, complete: bool, more: Sequence[str]
) -> set[str]:
    """Prepare the database before serving; returns what is still to be derived."""
    left = set[str]()
    if complete:
        # Not imported above: the loaders' libraries are a third of a server's memory.
        from medcodegraph.cli.loading import load_defaults

        left = load_defaults(connection, settings, report, more)
    elif not settings.neo4j_uri:
        run(connection, apply_schema)
    if (hidden := settings.hide_licensed) is not None:
        run_change(connection, settings, lambda graph: hide_licensed(graph, hidden), HIDE)
    return left


@contextmanager
def _completing(searchable: threading.Event, cache: Path | None) -> Iterator[None]:
    """Derive what is left in processes beside this one, which already serves; end them with the service.

    `searchable` is set once all but similar codes are derived. At last the class-data archive is made in
    `cache`, if given: a first start does not wait for it.
    """
    running: list[subprocess.Popen[bytes]] = []
    stopping = threading.Event()

    def done(module: str, *arguments: str) -> bool:
        """Whether a process ends well, and the service is not about to stop."""
        running.append(_beside(module, *arguments))
        if stopping.is_set():  # since it was looked at
            running[-1].terminate()
        failed = running[-1].wait()
        return not failed and not stopping.is_set()

    def complete() -> bool:
        if not searchable.is_set():
            if not done("medcodegraph", "derive", "--without-similar"):
                return False
            searchable.set()
        return done("medcodegraph", "derive")

    def watch() -> None:
        if complete():
            note("similar codes are complete")
        elif not stopping.is_set():
            what = "similar codes" if searchable.is_set() else "search names and the conditions of codes"
            warn(f"{what} were not derived: run `medcodegraph derive`")
        if cache is not None and not stopping.is_set():
            done("medcodegraph.graph.embedded.class_archive", str(cache))

    watcher = threading.Thread(target=watch, daemon=True)
    try:
        watcher.start()  # a signal to stop may come while it starts
        yield
    finally:
        stopping.set()
        for process in running[-1:]:
            process.terminate()
        if watcher.is_alive():
            watcher.join(_PATIENCE)
        for process in running[-1:]:
            process.kill()


def _beside(module: str, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", module, *arguments], start_new_session=True)


def _playground(settings: Settings, *, install: bool) -> Path:
    """The folder of the playground, which is downloaded if it is missing and can be."""
    if install:
        try:
            return playground.install(settings.cache, say)
        except MedcodegraphError as error:
            warn(str(error))
    return playground.folder(settings.cache)
