"""Runs the application under uvicorn: listen, report readiness, drain and stop on SIGTERM or Ctrl-C."""

import asyncio
import contextlib
import errno
import gc
import signal
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator, Sequence

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medcodegraph.errors import MedcodegraphError, SettingsError
from medcodegraph.http.serving.protocol import BoundedProtocol

DRAIN = 3
"""Seconds that running requests get to finish after a stop is requested; then they are cancelled."""

KEEP_ALIVE = 15
"""Seconds an idle connection is kept open."""

GARBAGE = (2_000, 20, 50)
"""Thresholds of the garbage collector: answers are short-lived trees, so it should run rarely."""


def serve(
    app: ASGIApp,
    host: str,
    port: int,
    on_start: Callable[[str], None],
    on_ready: Callable[[str], None],
    proxies: Sequence[str] = (),
) -> None:
    """Serve until SIGTERM or SIGINT, then drain and return; the caller cleans up after it.

    X-Forwarded-For is trusted only from the `proxies`.

    `port` 0 picks a free one. `on_start` gets the server's address (`http://127.0.0.1:8000`) when requests
    are answered, `on_ready` once /health/ready first answers 200. An address that cannot be used is a
    SettingsError; whatever the application raises at its start comes out as it is.
    """
    listener = listen(host, port)
    address, real_port = _reachable(listener)
    url = f"http://{f'[{address}]' if ':' in address else address}:{real_port}"
    application = _Lifespan(app)
    config = uvicorn.Config(
        application,
        http=BoundedProtocol,
        ws="none",
        loop="asyncio",
        lifespan="on",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=DRAIN,
    )
    server = _Server(config, (address, real_port), lambda: on_start(url), lambda: on_ready(url))
    with contextlib.closing(listener):
        try:
            server.run(sockets=[listener])
        except SystemExit as stop:  # how uvicorn ends when the application cannot start
            raise application.failure or MedcodegraphError(
                "The server could not start: see the log"
            ) from stop
    if late := server.failure or application.failure:
        raise late


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; raises SettingsError naming MEDCODEGRAPH_PORT or MEDCODEGRAPH_HOST."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(address[:2], family=family, backlog=2048)
        # asyncio disables Nagle's algorithm only if the socket names its protocol; otherwise an answer's
        # second part waits 40 ms for the client to acknowledge the first.
        return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, fileno=listener.detach())
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise SettingsError(
                f"Port {port} on {host} is in use: stop the program that uses it, "
                "or set MEDCODEGRAPH_PORT to another one (0 picks a free one)"
            ) from error
        if error.errno == errno.EACCES:
            raise SettingsError(
                f"Port {port} on {host} needs more privileges: set MEDCODEGRAPH_PORT to one above 1023"
            ) from error
        raise SettingsError(
            f"{host!r} is not an address of this machine ({error}): set MEDCODEGRAPH_HOST, such as 127.0.0.1"
        ) from error


def _spare_the_collector() -> None:
    """Exclude long-lived objects (modules, schema, first plans) from garbage collection."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)


def _reachable(listener: socket.socket) -> tuple[str, int]:
    """The address at which this machine reaches itself: the loopback for a wildcard."""
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port  # noqa: S104


async def _is_ready(host: str, port: int) -> bool:
    try:
        async with asyncio.timeout(3):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                writer.write(b"GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                return (await reader.read()).startswith(b"HTTP/1.1 200 ")
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False


class _Server(uvicorn.Server):
    """uvicorn's server that reports readiness, and returns after a signal instead of re-raising it."""

    def __init__(
        self,
        config: uvicorn.Config,
        address: tuple[str, int],
        on_start: Callable[[], None],
        on_ready: Callable[[], None],
    ) -> None:
        super().__init__(config)
        self._address = address
        self._on_start, self._on_ready = on_start, on_ready
        self.failure: Exception | None = None

    async def main_loop(self) -> None:
        """Run until a stop is requested, watching for readiness meanwhile."""
        watch = asyncio.create_task(self._watch())
        try:
            await super().main_loop()
        finally:
            watch.cancel()

    async def _watch(self) -> None:
        try:
            self._on_start()
            while not await _is_ready(*self._address):  # noqa: ASYNC110 (no one could set an event)
                await asyncio.sleep(0.2)
            _spare_the_collector()
            self._on_ready()
        except Exception as error:
            self.failure, self.should_exit = error, True

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Make SIGTERM and SIGINT request a stop; uvicorn's own method would raise them again afterwards."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {name: signal.signal(name, self.handle_exit) for name in (signal.SIGTERM, signal.SIGINT)}
        try:
            yield
        finally:
            for name, handler in before.items():
                signal.signal(name, handler)


class _Lifespan:
    """The application; a startup or shutdown error is kept for the caller, not logged as a stack trace."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure: Exception | None = None

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        return (self._lifespan if scope["type"] == "lifespan" else self._app)(scope, receive, send)

    async def _lifespan(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_briefly(message: Message) -> None:
            await send({"type": message["type"]})

        try:
            await self._app(scope, receive, send_briefly)
        except Exception as error:
            self.failure = error
            raise
