"""A real server in a separate process, with requests and signals."""

import asyncio
import contextlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import pytest
from starlette.applications import Starlette

from medcodegraph.errors import MedcodegraphError, SettingsError
from medcodegraph.http.serving.server import listen, serve

SOURCE = """
import asyncio, time
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from medcodegraph.http.serving import protocol, server

START = time.monotonic()

async def ready(request):
    return PlainTextResponse("", 200 if time.monotonic() - START > 1 else 503)

async def wait(request):
    print("asked", flush=True)
    await asyncio.sleep(float(request.path_params["seconds"]))
    return PlainTextResponse("done")

async def body(request):
    await request.body()
    return PlainTextResponse(request.headers["host"] + str("authorization" in request.headers))

async def large(request):
    return PlainTextResponse("x" * 20_000_000)

protocol.PATIENCE, protocol.CONNECTIONS, protocol.READ_WITHIN = 1, 20, 1
app = Starlette(routes=[Route("/health/ready", ready), Route("/wait/{seconds}", wait),
                         Route("/body", body, methods=["POST"]), Route("/large", large)])
begun = []
server.serve(app, "127.0.0.1", 0, lambda url: begun.append((url, time.monotonic() - START)),
             lambda url: print(url, time.monotonic() - START, *begun[0], flush=True))
print("cleaned up", flush=True)
"""


@contextmanager
def started() -> Iterator[tuple[subprocess.Popen[str], str, float]]:
    """The process, its address, and the seconds until it was ready."""
    process = subprocess.Popen(
        [sys.executable, "-c", SOURCE], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        url, seconds, same, before = process.stdout.readline().split()
        assert url == same
        assert float(before) < 1 < float(seconds)
        yield process, url, float(seconds)
    finally:
        process.kill()
        process.communicate()


def _stop(process: subprocess.Popen[str], name: signal.Signals) -> tuple[float, str, str]:
    start = time.monotonic()
    process.send_signal(name)
    out, errors = process.communicate(timeout=20)
    return time.monotonic() - start, out, errors


def test_it_reports_readiness_once_ready() -> None:
    with started() as (process, url, _):
        answer = httpx.get(f"{url}/wait/0")
        assert answer.text == "done"
        assert "server" not in answer.headers
        _, out, errors = _stop(process, signal.SIGTERM)
        assert out == "asked\ncleaned up\n"
        assert errors == ""


def _ask(url: str, seconds: int) -> socket.socket:
    """A connection with a request whose answer takes some seconds."""
    address = httpx.URL(url)
    connection = socket.create_connection((address.host, address.port or 80), timeout=20)
    connection.sendall(f"GET /wait/{seconds} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    return connection


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_request_in_flight_is_answered_before_it_stops(name: signal.Signals) -> None:
    with started() as (process, url, _), _ask(url, 1) as connection:
        assert process.stdout
        assert process.stdout.readline() == "asked\n"
        seconds, out, _ = _stop(process, name)
        assert _all(connection).endswith(b"\ndone")
        assert out == "cleaned up\n"
        assert process.returncode == 0
        assert seconds < 5


def test_it_stops_within_five_seconds_whatever_hangs() -> None:
    with started() as (process, url, _), _ask(url, 60):
        assert process.stdout
        assert process.stdout.readline() == "asked\n"
        seconds, out, _ = _stop(process, signal.SIGTERM)
        assert out == "cleaned up\n"
        assert seconds < 5


def test_excess_connections_are_refused_with_retry_after() -> None:
    with started() as (_, url, _), contextlib.ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(_ask(url, 5))
        with _ask(url, 0) as one_more:
            head, _, body = _all(one_more).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 503 ")
        assert b"retry-after: 1" in head.lower()
        assert json.loads(body)["errors"][0]["extensions"]["code"] == "OVERLOADED"
        stack.close()
        deadline = time.monotonic() + 5
        while httpx.get(f"{url}/wait/0").status_code == 503:
            assert time.monotonic() < deadline


def test_websockets_are_not_spoken() -> None:
    with started() as (_, url, _):
        upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        answer = httpx.get(
            f"{url}/wait/0", headers={**upgrade, "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA=="}
        )
        assert answer.status_code == 200


def test_answers_are_sent_without_delay() -> None:
    """A connection that the listener accepts has TCP_NODELAY once asyncio holds it."""

    async def scenario() -> int:
        options: list[int] = []

        def connected(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            accepted = writer.get_extra_info("socket")
            options.append(accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listener = listen("127.0.0.1", 0)
        async with await asyncio.start_server(connected, sock=listener):
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            await reader.read()
            writer.close()
        return options[0]

    assert asyncio.run(scenario())


def _all(connection: socket.socket) -> bytes:
    """Everything received until the server closes."""
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def _closed_after(url: str, *pieces: bytes) -> float:
    """How long until the server closes a connection on which these bytes are sent."""
    address = httpx.URL(url)
    start = time.monotonic()
    with (
        socket.create_connection((address.host, address.port or 80), timeout=10) as connection,
        contextlib.suppress(ConnectionError),
    ):
        for piece in pieces:
            connection.sendall(piece)
        _all(connection)
    return time.monotonic() - start


def test_a_missing_head_times_out() -> None:
    """Neither for one that never begins nor for one that never ends; too large a head is not buffered."""
    with started() as (_, url, _):
        assert 0.5 < _closed_after(url) < 5
        assert 0.5 < _closed_after(url, b"GET / HTTP/1.1\r\nHost: x\r\n") < 5
        whole = b"GET /wait/0 HTTP/1.1\r\nHost: x\r\n\r\n"
        assert 0.5 < _closed_after(url, whole, b"GET / HTTP/1.1\r\n") < 5
        assert _closed_after(url, b"GET / HTTP/1.1\r\nA: ", *[b"x" * 10_000] * 10) < 0.9
        with _ask(url, 2) as connection:
            assert _all(connection).endswith(b"\ndone"), "a long answer is another matter"


CHUNKED = b"POST /body HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"


def _answer(url: str, *pieces: bytes) -> tuple[bytes, int]:
    """The answer to these bytes, and how many of them were sent before the server closed."""
    address, taken = httpx.URL(url), 0
    answer = b""
    with (
        socket.create_connection((address.host, address.port or 80), timeout=10) as connection,
        contextlib.suppress(ConnectionError),
    ):
        for piece in pieces:
            connection.sendall(piece)
            taken += len(piece)
        answer = _all(connection)
    return answer, taken


def test_trailers_neither_count_as_headers_nor_are_kept() -> None:
    """Header lines after a chunked body, complete or endless, are refused."""
    with started() as (_, url, _):
        closing = CHUNKED.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
        assert b"localhostFalse" in _answer(url, closing + b"\r\n")[0]
        answer, _ = _answer(url, CHUNKED + b"Host: evil.example\r\nAuthorization: Bearer x\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 400 ")
        assert b"evil" not in answer
        for endless in (b"A: b\r\n" * 2_000, b"x" * 12_000):
            assert _answer(url, CHUNKED + b"X: ", *[endless] * 1_500)[1] < 9_000_000
        assert _answer(url, CHUNKED[:-4] + b"1;", *[b"x" * 12_000] * 1_500)[1] < 9_000_000


def test_a_large_head_is_refused_in_any_form() -> None:
    """In one packet too."""
    with started() as (_, url, _):
        answer, _ = _answer(url, b"GET /wait/0 HTTP/1.1\r\nHost: x\r\nA: " + b"x" * 70_000 + b"\r\n\r\n")
        assert b" 200 " not in answer
        answer, _ = _answer(url, b"GET /wait/" + b"0" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b" 200 " not in answer


def test_a_client_that_does_not_read_is_cut_off() -> None:
    """An answer of 20 MB waits for its client for a while, not forever."""
    with started() as (_, url, _):
        address = httpx.URL(url)
        with socket.create_connection((address.host, address.port or 80), timeout=10) as connection:
            connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(4)
            taken = 0
            with contextlib.suppress(ConnectionError):
                taken = len(_all(connection))
            assert taken < 20_000_000


def test_a_port_in_use_is_named_with_the_variable_that_changes_it() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=rf"Port {port} .* in use.*MEDCODEGRAPH_PORT"):
            serve(Starlette(), "127.0.0.1", port, print, print)


def test_an_address_of_another_machine_is_named_with_the_variable_that_changes_it() -> None:
    with pytest.raises(SettingsError, match=r"192\.0\.2\.1.*MEDCODEGRAPH_HOST"):
        listen("192.0.2.1", 0)


def test_an_error_at_startup_is_raised_unchanged() -> None:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        raise MedcodegraphError("no database: start one")
        yield

    with pytest.raises(MedcodegraphError, match="no database: start one"):
        serve(Starlette(lifespan=lifespan), "127.0.0.1", 0, print, print)
