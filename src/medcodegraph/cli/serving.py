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
from medcodegraph.graph.write.version import HIDE
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
            if left:
                while_serving.enter_context(_completing(settings.cache if first else None))

            def ready(address: str) -> None:
                tell(f"{address}/graphql")
                print(f"ready {address}/graphql", flush=True)

            app = create_app(
                connection, assets.result(), settings.service, tracing.tracer(), version_sign(settings)
            )
            logged = logs.RequestLog(app)  # outermost, so that it sees every error
            server.serve(logged, settings.host, settings.port, ready, settings.service.proxies)


def _prepare(
    connection: Connection, settings: Settings, report: Progress, *, complete: bool, more: Sequence[str]
) -> bool:
    """Prepare the database before serving; whether similar codes are still to be derived."""
    left = False
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
def _completing(cache: Path | None) -> Iterator[None]:
    """Derive similar codes in a process beside this one, which already serves; end it with the service.

    After that the class-data archive is made in `cache`, if given: a first start does not wait for it.
    """
    running = [_beside("medcodegraph", "derive")]
    stopping = threading.Event()

    def watch() -> None:
        failed = running[-1].wait()
        if stopping.is_set():
            return
        if failed:
            warn("similar codes were not derived: run `medcodegraph derive`")
        else:
            note("similar codes are complete")
        if cache is not None:
            running.append(_beside("medcodegraph.graph.embedded.class_archive", str(cache)))
            if stopping.is_set():  # since it was looked at above
                running[-1].terminate()
            running[-1].wait()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        stopping.set()
        running[-1].terminate()
        watcher.join(_PATIENCE)
        running[-1].kill()


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
