"""`POST /cypher`: read-only statements for token holders; rows as lines; the attack list again."""

import importlib.util
import json
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from medcodegraph.errors import StatementTooLarge
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.http.app import create_app
from medcodegraph.http.cypher import _statement
from medcodegraph.http.doors import tokens
from medcodegraph.http.service import Service

pytestmark = pytest.mark.anyio

TOKEN = "mcg_analyst"
SERVICE = Service(
    tokens={tokens.digest(TOKEN): "analyst"},
    cypher=True,
    cypher_rows=500,
    cypher_bytes=50_000,
    cypher_seconds=5,
)


def _hostile() -> list[str]:
    """The attack list of tests/graph/library/test_readonly.py."""
    spec = importlib.util.spec_from_file_location(
        "attacks", Path(__file__).parents[1] / "graph/library/test_readonly.py"
    )
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[str] = module.HOSTILE
    return found


@pytest.fixture(scope="module")
async def client(connection: Connection, open_graph: Graph) -> AsyncIterator[httpx.AsyncClient]:
    """An analyst's client."""
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write("UNWIND range(1, 600) AS n CREATE (:Code {key: 'X:' + n, on: date('2025-01-31')})")
    app = create_app(connection, Path("/nowhere"), SERVICE)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://localhost",
            headers={"authorization": f"Bearer {TOKEN}"},
        ) as client,
    ):
        yield client


async def _ask(http: httpx.AsyncClient, statement: str, **more: Any) -> list[Any]:
    answer = await http.post("/cypher", json={"statement": statement, **more})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/jsonl; charset=utf-8"
    return [json.loads(line) for line in answer.text.splitlines()]


async def test_rows_come_as_lines_between_columns_and_end(client: httpx.AsyncClient) -> None:
    """Dates as ISO, nodes as their properties; the last line says whether the answer is complete."""
    lines = await _ask(client, "MATCH (c:Code {key: 'X:7'}) RETURN c, c.on AS day, [1, 2.5, null] AS list")
    assert lines == [
        {"columns": ["c", "day", "list"]},
        {"row": [{"key": "X:7", "on": "2025-01-31"}, "2025-01-31", [1, 2.5, None]]},
        {"end": {"rows": 1, "complete": True}},
    ]


async def test_parameters_have_types(client: httpx.AsyncClient) -> None:
    """Types that JSON lacks are objects with one key."""
    lines = await _ask(
        client,
        "MATCH (c:Code {on: $day, key: $key}) RETURN c.key, $at.year, valueType($day), $list",
        parameters={
            "day": {"$date": "2025-01-31"},
            "key": "X:9",
            "at": {"$datetime": "2025-01-31T10:00:00+00:00"},
            "list": [{"$date": "2024-02-29"}, {"a": 1}],
        },
    )
    assert lines[1] == {"row": ["X:9", 2025, "DATE NOT NULL", ["2024-02-29", {"a": 1}]]}


async def test_rows_bytes_and_time_are_limited(client: httpx.AsyncClient) -> None:
    """By the service and, below that, by the request; a truncated answer says so."""
    keys = "MATCH (c:Code) RETURN c.key"
    assert (await _ask(client, keys))[-1] == {"end": {"rows": 500, "complete": False}}
    assert (await _ask(client, keys, limit=2))[-1] == {"end": {"rows": 2, "complete": False}}
    assert (await _ask(client, keys + " LIMIT 2", limit=2))[-1] == {"end": {"rows": 2, "complete": True}}
    large = await _ask(
        client, "UNWIND range(1, 100) AS n RETURN reduce(t = '', i IN range(1, 2000) | t + 'x')"
    )
    assert large[-1]["end"]["complete"] is False
    assert 20 < large[-1]["end"]["rows"] < 40
    start = time.monotonic()
    slow = await client.post(
        "/cypher", json={"statement": "UNWIND range(1, 10000000000) AS n RETURN count(n % 7)"}
    )
    assert time.monotonic() - start < 15
    assert "STATEMENT_TOO_EXPENSIVE" in slow.text


async def test_a_failure_midway_is_the_last_line(client: httpx.AsyncClient) -> None:
    """The rows before it are sent, without an end; if nothing was sent yet, it is an ordinary error."""
    text = "x" * 200
    lines = await _ask(client, f"UNWIND range(1, 300) AS n RETURN '{text}' + 10 / (205 - n) AS x")
    assert lines[0] == {"columns": ["x"]}
    assert lines[1] == {"row": [f"{text}0"]}
    assert lines[-1]["error"]["extensions"]["code"] == "STATEMENT_REJECTED"
    answer = await client.post("/cypher", json={"statement": "RETURN 10 / 0"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == "STATEMENT_REJECTED"


async def test_too_much_memory_is_the_statements_fault(client: httpx.AsyncClient) -> None:
    """Neo4j refuses it, and continues."""
    greedy = (
        "UNWIND range(1, 30000000) AS n WITH collect({a: n, b: toString(n) + 'xxxxxxxx'}) AS c RETURN size(c)"
    )
    answer = await client.post("/cypher", json={"statement": greedy})
    assert "STATEMENT_TOO_EXPENSIVE" in answer.text


async def test_a_statement_that_takes_the_whole_heap_affects_no_other(
    client: httpx.AsyncClient, open_graph: Graph
) -> None:
    """An estimate refuses it; one that the estimate misses fails in Neo4j, which answers the next."""
    endless = "RETURN size([x IN range(1, $n) | x]) AS n"
    refused = await client.post("/cypher", json={"statement": endless, "parameters": {"n": 2_000_000_000}})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["extensions"]["code"] == "STATEMENT_TOO_EXPENSIVE"
    with pytest.raises(StatementTooLarge):
        await open_graph.read(endless, {"n": 2_000_000_000})
    assert await open_graph.read("RETURN 1 AS one") == [{"one": 1}]
    assert (await _ask(client, "RETURN 1"))[1] == {"row": [1]}


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"statement": 1},
        {"statement": "RETURN 1", "parameters": []},
        {"statement": "RETURN 1", "limit": -1},
        {"statement": "RETURN 1", "limit": True},
        {"statement": "RETURN $x", "parameters": {"x": {"$date": "2025-02-30"}}},
        {"statement": "RETURN $x", "parameters": {"x": {"$date": 7}}},
        {"statement": "RETURN $x"},
        {"statement": "RETURN 1" + " " * 60_000},
    ],
)
async def test_a_wrong_request_is_refused(body: Any, client: httpx.AsyncClient) -> None:
    """With a message about what to send instead."""
    answer = await client.post("/cypher", json=body)
    assert 400 <= answer.status_code < 500
    assert answer.json()["errors"][0]["message"]


async def test_it_needs_a_token_and_to_be_turned_on(
    client: httpx.AsyncClient, connection: Connection
) -> None:
    """401 without a token; 404 by default."""
    refused = await client.post("/cypher", json={"statement": "RETURN 1"}, headers={"authorization": ""})
    assert refused.status_code == 401
    closed = create_app(connection, Path("/nowhere"))
    async with (
        closed.router.lifespan_context(closed),
        httpx.AsyncClient(transport=httpx.ASGITransport(closed), base_url="http://localhost") as http,
    ):
        for answer in (
            await http.post("/cypher", json={"statement": "RETURN 1"}),
            await http.get("/cypher"),
            await http.get("/cypher/words"),
        ):
            assert answer.status_code == 404
            assert "MEDCODEGRAPH_CYPHER=1" in answer.text


async def test_a_query_of_the_library_is_asked_by_its_name(client: httpx.AsyncClient) -> None:
    """Its parameters are checked, and completed by those that are made from others."""
    asked = {"query": "node_sources", "parameters": {"key": "x:7"}, "explain": True}
    answer = await client.post("/cypher", json=asked)
    assert answer.status_code == 200, answer.text
    assert '"ProduceResults"' in answer.text
    for wrong in (
        {"query": "code"},
        {"query": "code", "parameters": {"key": "X:7", "kye": "X:8"}},
        {"query": "no_such_query"},
        {"query": "forget_claims"},
    ):
        refused = await client.post("/cypher", json=wrong)
        assert refused.status_code == 400, refused.text
        assert refused.json()["errors"][0]["extensions"]["code"] in ("BAD_USER_INPUT", "BAD_REQUEST")
    other = await _ask(
        client, "RETURN $key AS k, $limit AS l", query="code_conditions", parameters={"key": "x:7"}
    )
    assert other[1] == {"row": ["X:7", 25]}
    text, parameters = find("code").text, {"key": "x:7"}
    assert _statement(f"\n{text} ", "code", parameters) == find("code").sent(parameters), "unchanged"
    derived = await _ask(client, "RETURN $keys AS keys", query="lookup", parameters={"codes": "x:7,x:8"})
    assert derived[1] == {"row": [["X:7", "X:8"]]}


async def test_the_plan_is_told_without_running_the_statement(client: httpx.AsyncClient) -> None:
    lines = await _ask(client, "MATCH (c:Code) RETURN count(1 / 0)", explain=True)
    assert lines[0] == {"columns": ["operator", "details", "depth", "rows"]}
    assert lines[1]["row"][0] == "ProduceResults"
    assert [line["row"][2] for line in lines[1:-1]] == list(range(len(lines) - 2))
    refused = await client.post("/cypher", json={"statement": "CREATE (n)", "explain": True})
    assert refused.status_code == 400


async def test_the_nodes_of_rows_are_given_for_a_picture(
    client: httpx.AsyncClient, open_graph: Graph
) -> None:
    """Those in lists and paths too; edges where both ends are there; so many at most."""
    await open_graph.write("MATCH (a:Code {key: 'X:1'}), (b:Code {key: 'X:2'}) CREATE (a)-[:CHILD_OF]->(b)")
    lines = await _ask(
        client,
        "MATCH path = (:Code {key: 'X:1'})-[:CHILD_OF]->() RETURN {found: [path]} AS found",
        graph=True,
    )
    picture = lines[-2]["graph"]
    assert {node["id"]: node["kind"] for node in picture["nodes"]} == {"X:1": "Code", "X:2": "Code"}
    assert picture["edges"] == [{"source": "X:1", "target": "X:2", "relation": "CHILD_OF"}]
    many = (await _ask(client, "MATCH (c:Code) RETURN c", graph=True))[-2]["graph"]
    assert len(many["nodes"]) == 300
    assert many["cut"] is True


async def test_no_attack_gets_through(client: httpx.AsyncClient, open_graph: Graph, tmp_path: Path) -> None:
    """At least 60 statements: none writes, reads a file, reaches the network or lists users."""
    attacks = _hostile()
    assert len(attacks) >= 60
    secret = tmp_path / "secret.csv"
    secret.write_text("the secret\n")
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        port = canary.getsockname()[1]
        before = await open_graph.read(
            "MATCH (n) RETURN count(n) AS n, collect(DISTINCT labels(n)) AS labels"
        )
        for attack in attacks:
            statement = attack.replace("127.0.0.1/", f"127.0.0.1:{port}/").replace("/etc/passwd", str(secret))
            answer = await client.post(
                "/cypher",
                json={"statement": statement, "parameters": {"url": secret.as_uri()}},
            )
            assert 400 <= answer.status_code < 500, (attack, answer.text)
            assert "the secret" not in answer.text
        with pytest.raises(BlockingIOError):
            canary.accept()
    assert (
        await open_graph.read("MATCH (n) RETURN count(n) AS n, collect(DISTINCT labels(n)) AS labels")
        == before
    )
    users = await open_graph.read("SHOW USERS YIELD user RETURN user")
    assert users == [{"user": "neo4j"}]
