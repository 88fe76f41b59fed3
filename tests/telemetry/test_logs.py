"""Log lines and request ids, over a real uvicorn."""

import asyncio
import io
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from graphql import GraphQLError, Source
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from support.running import served

from medcodegraph.telemetry import logs

SECRET = "a-name-nobody-may-read"


async def hello(_: Request) -> Response:
    logging.getLogger("medcodegraph.test").info("saying hello")
    return PlainTextResponse("hello")


async def unready(request: Request) -> Response:
    return PlainTextResponse("", int(request.query_params["status"]))


async def fail(_: Request) -> Response:
    raise RuntimeError("broken on purpose")


APP = logs.RequestLog(
    Starlette(
        routes=[
            Route("/hello", hello, methods=["GET", "POST"]),
            Route("/fail", fail),
            Route("/health/live", hello),
            Route("/health/ready", unready),
        ]
    )
)


@contextmanager
def running(stream: io.StringIO, as_json: bool) -> Iterator[str]:
    logs.configure(as_json, stream=stream)
    with served(APP) as url:
        yield url


@pytest.fixture(autouse=True)
def _logging_restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(False)
    logging.getLogger("medcodegraph").setLevel(logging.NOTSET)


def _lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_json_line_with_all_that_is_known_of_it() -> None:
    stream = io.StringIO()
    with running(stream, as_json=True) as url:
        answer = httpx.post(f"{url}/hello?variables={SECRET}", content=SECRET)
    inside, line = _lines(stream)
    assert line["method"] == "POST"
    assert line["path"] == "/hello"
    assert line["status"] == 200
    assert 0 <= float(str(line["ms"])) < 5000
    assert line["level"] == "INFO"
    assert str(line["time"]).endswith("Z")
    assert line["request_id"] == inside["request_id"] == answer.headers["x-request-id"]
    assert inside["message"] == "saying hello"


def test_neither_query_string_nor_body_is_logged() -> None:
    for as_json in (True, False):
        stream = io.StringIO()
        with running(stream, as_json=as_json) as url:
            httpx.post(f"{url}/hello?variables={SECRET}", content=SECRET, headers={"Authorization": SECRET})
        assert "/hello" in stream.getvalue()
        assert SECRET not in stream.getvalue()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("trace-1.2:3", True),
        ("a" * 128, True),
        ("a" * 129, False),
        ("a b", False),
        ('"{', False),
        ("", False),
    ],
)
def test_only_a_sane_request_id_of_the_client_is_kept(given: str, kept: bool) -> None:
    with running(io.StringIO(), as_json=True) as url:
        answered = httpx.get(f"{url}/hello", headers={"X-Request-ID": given}).headers["x-request-id"]
    assert (answered == given) is kept
    assert kept or len(answered) == 32


def test_an_error_is_logged_with_its_trace_under_the_id_of_its_request() -> None:
    stream = io.StringIO()
    with running(stream, as_json=True) as url:
        answer = httpx.get(f"{url}/fail", headers={"X-Request-ID": "mine"})
    assert answer.status_code == 500
    assert answer.headers["x-request-id"] == "mine"
    request, error = _lines(stream)
    assert (request["path"], request["status"]) == ("/fail", 500)
    assert error["logger"] == "uvicorn.error"
    assert "broken on purpose" in str(error["exception"])
    assert request["request_id"] == error["request_id"] == "mine"


def test_text_is_one_line_a_request_and_cannot_be_forged_through_the_path() -> None:
    stream = io.StringIO()
    with running(stream, as_json=False) as url:
        httpx.get(f"{url}/x%0AERROR%20forged")
    (line,) = stream.getvalue().splitlines()
    assert r"GET /x\nERROR forged 404 in " in line


def test_probes_that_went_well_are_not_logged_unless_asked_for() -> None:
    stream = io.StringIO()
    with running(stream, as_json=False) as url:
        httpx.get(f"{url}/health/live")
        httpx.get(f"{url}/health/none")
    assert "/health/live" not in stream.getvalue()
    assert "/health/none 404" in stream.getvalue()


def test_a_probe_that_fails_is_logged_when_it_begins_to_fail() -> None:
    """A service that is not ready is asked several times a second."""
    stream = io.StringIO()
    with running(stream, as_json=False) as url:
        for status in (503, 503, 503, 200, 200, 503):
            httpx.get(f"{url}/health/ready", params={"status": status})
    assert [line.split(" in ")[0].split()[-1] for line in stream.getvalue().splitlines()] == ["503", "503"]


@pytest.mark.anyio
async def test_lines_of_one_step_are_written_together_and_warnings_at_once() -> None:
    """In their order; without an event loop each line is written at once."""
    stream, log = io.StringIO(), logging.getLogger("medcodegraph.test")
    logs.configure(stream=stream)

    def messages() -> list[str]:
        return [line.split(maxsplit=2)[2] for line in stream.getvalue().splitlines()]

    log.info("one")
    log.info("two")
    assert messages() == []
    await asyncio.sleep(0)
    assert messages() == ["one", "two"]
    log.info("three")
    log.warning("four")
    assert messages() == ["one", "two", "three", "four"]
    await asyncio.to_thread(log.info, "five")
    assert messages()[-1] == "five"
    stream.close()
    log.info("there is no place for it, and no error")
    await asyncio.sleep(0)


def test_an_error_of_strawberry_is_logged_without_the_text_of_the_query() -> None:
    stream = io.StringIO()
    logs.configure(as_json=True, stream=stream)
    error = GraphQLError("not null", source=Source(SECRET), positions=[0], path=["code", "key"])
    logging.getLogger("strawberry.execution").error(error, exc_info=error.original_error)
    (line,) = _lines(stream)
    assert line["message"] == "GraphQL error at ['code', 'key']: GraphQLError"
    assert SECRET not in stream.getvalue()
