"""GraphQL over HTTP, as clients use it: media types, methods, statuses, malformed requests."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from medcodegraph.errors import DatabaseUnavailable
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http.app import create_app
from medcodegraph.http.service import Service

pytestmark = pytest.mark.anyio

MODERN = "application/graphql-response+json"
QUERY = "{ __typename }"


@pytest.fixture(scope="module")
async def client(connection: Connection, open_graph: Graph) -> AsyncIterator[httpx.AsyncClient]:
    """The application, started; without its playground."""
    app = create_app(connection, Path("/nowhere"))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client,
    ):
        yield client


async def test_post_and_get_answer(client: httpx.AsyncClient) -> None:
    """Both ways, with variables and an operation's name."""
    asked = {
        "query": "query a { __typename } query b($k: String!) { code(key: $k) { key } }",
        "operationName": "b",
        "variables": {"k": "NOBODY:1"},
    }
    post = await client.post("/graphql", json=asked)
    assert (post.status_code, post.json()) == (200, {"data": {"code": None}})
    get = await client.get("/graphql", params={**asked, "variables": '{"k": "NOBODY:1"}'})
    assert (get.status_code, get.json()) == (200, {"data": {"code": None}})


@pytest.mark.parametrize(
    ("accept", "status", "answered"),
    [
        (None, 200, "application/json"),
        ("*/*", 200, "application/json"),
        (MODERN, 200, MODERN),
        (f"{MODERN}, application/json;q=0.9", 200, MODERN),
        (f"application/json, {MODERN};q=0.5", 200, "application/json"),
        ("text/plain", 406, "application/json"),
    ],
)
async def test_the_client_chooses_the_media_type(
    accept: str | None, status: int, answered: str, client: httpx.AsyncClient
) -> None:
    """By the Accept header; 406 if it accepts neither of ours."""
    headers = {} if accept is None else {"accept": accept}
    if accept is None:
        del client.headers["accept"]
    response = await client.post("/graphql", json={"query": QUERY}, headers=headers)
    assert response.status_code == status
    assert response.headers["content-type"] == f"{answered}; charset=utf-8"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"query": "{ nothing }"}, "GRAPHQL_VALIDATION_FAILED"),
        ({"query": "{"}, "GRAPHQL_PARSE_FAILED"),
        ({"query": "query($k: String!) { code(key: $k) { key } }"}, "BAD_USER_INPUT"),
        ({"query": '{ codes(after: "x") { totalCount } }'}, "BAD_CURSOR"),
        ({"query": "query a { __typename } query b { __typename }"}, "BAD_USER_INPUT"),
    ],
)
async def test_a_request_that_cannot_run_is_400_without_data(
    asked: dict[str, str], code: str, client: httpx.AsyncClient
) -> None:
    """400 for clients that know the new media type, 200 for the others; the same errors."""
    modern = await client.post("/graphql", json=asked, headers={"accept": MODERN})
    legacy = await client.post("/graphql", json=asked)
    assert (modern.status_code, legacy.status_code) == (400, 200)
    assert modern.json() == legacy.json()
    assert "data" not in modern.json()
    assert modern.json()["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"null", "application/json", 400),
        (b"1", "application/json", 400),
        (b'"x"', "application/json", 400),
        (b"[]", "application/json", 400),
        (b"{}", "application/json", 400),
        (b'{"query": ""}', "application/json", 400),
        (b'{"query": 1}', "application/json", 400),
        (b'{"query": "{ __typename }", "variables": []}', "application/json", 400),
        (b'{"query": "{ __typename }", "operationName": 1}', "application/json", 400),
        (b'{"query": "\xff"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"query": "{ __typename }", "variables": {"a": ' + b"1" * 5_000 + b"}}", "application/json", 400),
        (b"\x1f\x8b\x08\x00", "application/json", 400),
        (b"x" * (Service().body + 1), "application/json", 413),
        (b'{"query": "{ __typename }"}', "text/plain", 415),
        (b"query=%7B+__typename+%7D", "application/x-www-form-urlencoded", 415),
    ],
)
async def test_malformed_requests_are_the_clients_error(
    body: bytes, kind: str, status: int, client: httpx.AsyncClient
) -> None:
    """Never a 5xx; always JSON with a message that says what to do."""
    response = await client.post("/graphql", content=body, headers={"content-type": kind})
    assert response.status_code == status
    assert response.json()["errors"][0]["message"]


async def test_other_methods_are_refused(client: httpx.AsyncClient) -> None:
    """405 with the methods that are allowed."""
    for method in ("PUT", "DELETE"):
        response = await client.request(method, "/graphql", json={"query": QUERY})
        assert response.status_code == 405
        assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


async def test_the_statement_comes_on_request(client: httpx.AsyncClient) -> None:
    """`extensions: {cypher: true}` brings the Cypher and its parameters; without it there is none."""
    asked = {"query": '{ code(key: "x:1") { key } }'}
    plain = (await client.post("/graphql", json=asked)).json()
    assert "extensions" not in plain
    told = (await client.post("/graphql", json={**asked, "extensions": {"cypher": True}})).json()
    assert told["extensions"]["cypher"]["parameters"] == {"given": {"p0": "X:1"}}
    assert "MATCH (n1:Code {key: $given.p0})" in told["extensions"]["cypher"]["statement"]


async def test_without_a_database_it_does_not_start() -> None:
    """The error is reported at startup, not at the first request."""
    app = create_app(Connection("bolt://127.0.0.1:9", "neo4j", "secret", "neo4j"), Path("/nowhere"))
    with pytest.raises(DatabaseUnavailable, match="cannot be reached"):
        async with app.router.lifespan_context(app):
            pass
