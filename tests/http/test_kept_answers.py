"""Answers kept between two changes of the graph: never stale, once for all who ask, within their bytes."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.write.version import LOAD, NAMES, SIMILAR, changing
from medcodegraph.http.app import create_app
from medcodegraph.http.doors import tokens
from medcodegraph.http.service import Service
from medcodegraph.http.serving.answers import FRESH, Answers

pytestmark = pytest.mark.anyio
QUERY = {"query": '{ code(key: "X:1") { display } }'}


@pytest.fixture
def sign(tmp_path: Path) -> Path:
    return tmp_path / "graph.version"


@pytest.fixture
async def client(connection: Connection, graph: Graph, sign: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The application over a graph of one code that a load has left complete."""
    async with changing(graph, sign, "load"):
        await _say(graph, 0)
    service = Service(cypher=True, tokens={tokens.digest("mcg_kept"): "tests"})
    app = create_app(connection, Path("/nowhere"), service, sign=sign)
    headers = {"authorization": "Bearer mcg_kept"}
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as client,
    ):
        yield client


async def _say(graph: Graph, number: int) -> None:
    await graph.write(
        "MERGE (code:Code {key: 'X:1'}) SET code += {code: '1', system: 'X', display: $display}",
        {"display": str(number)},
    )


async def _asked(client: httpx.AsyncClient) -> int:
    answer = await client.post("/graphql", json=QUERY)
    return int(answer.json()["data"]["code"]["display"])


async def test_a_repeated_question_is_answered_without_a_statement(
    client: httpx.AsyncClient, graph: Graph
) -> None:
    """It is kept with its ETag, for GET and POST; who has the ETag gets 304."""
    first = await client.post("/graphql", json=QUERY)
    assert first.headers["cache-control"] == "private, no-cache"
    assert await _told(client, "made") == 1
    for _ in range(3):
        again = await client.post("/graphql", json=QUERY)
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    got = await client.get("/graphql", params=QUERY)
    assert got.content == first.content
    etag = got.headers["etag"]
    again = await client.get("/graphql", params=QUERY, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert (await _told(client, "made"), await _told(client, "kept")) == (2, 3)
    other = {**QUERY, "query": QUERY["query"].replace("X:1", "X:2")}
    assert (await client.post("/graphql", json=other)).headers["etag"] != first.headers["etag"]


async def _told(client: httpx.AsyncClient, which: str) -> int:
    lines = (await client.get("/metrics")).text.splitlines()
    return next(int(float(line.split()[1])) for line in lines if f'answers_total{{from="{which}"}}' in line)


async def test_errors_are_not_kept(client: httpx.AsyncClient) -> None:
    for _ in range(2):
        answer = await client.post("/graphql", json={"query": "{ nothing }"})
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
        assert answer.json()["errors"]


async def test_no_answer_is_older_than_the_last_change_on_this_machine(
    client: httpx.AsyncClient, graph: Graph, sign: Path
) -> None:
    """A thousand changes and questions, interleaved: each question after a change sees it."""
    seen = {}
    for number in range(1, 251):
        async with changing(graph, sign, "load"):
            await _say(graph, number)
        asked = await asyncio.gather(*(_asked(client) for _ in range(3)))
        seen[number] = set(asked)
    assert seen == {number: {number} for number in range(1, 251)}


async def test_nothing_is_kept_while_the_graph_changes(
    client: httpx.AsyncClient, graph: Graph, sign: Path
) -> None:
    """Also after a load that was killed; the next one that ends makes answers be kept again."""
    change = changing(graph, sign, "load")
    await change.__aenter__()
    for number in (7, 8):
        await _say(graph, number)
        assert await _asked(client) == number
    assert await _told(client, "made") == 0
    async with changing(graph, sign, "load"):
        await _say(graph, 9)
    assert [await _asked(client) for _ in range(2)] == [9, 9]
    assert (await _told(client, "made"), await _told(client, "kept")) == (1, 1)


async def test_answers_and_pages_say_that_they_may_be_incomplete(
    client: httpx.AsyncClient, graph: Graph, sign: Path
) -> None:
    """As long as the graph is being changed; similar codes alone leave the rest complete."""

    async def rows() -> Any:
        body = {"statement": "RETURN 1 AS one"}
        answer = await client.post("/cypher", json=body)
        return [json.loads(line) for line in answer.text.splitlines()][-1]["end"].get("pending")

    for kind, notice in (
        (LOAD, "The graph is being changed"),
        (NAMES, "Search names, the conditions of codes and similar codes are still being"),
        (SIMILAR, "Similar codes are still being"),
    ):
        async with changing(graph, sign, kind):
            answer = (await client.post("/graphql", json=QUERY)).json()
            assert answer["data"]["code"]
            assert notice in answer["extensions"]["pending"]
            assert answer["extensions"]["pending"] in (await client.get("/coverage")).text
            assert await rows() == answer["extensions"]["pending"]
    assert "extensions" not in (await client.post("/graphql", json=QUERY)).json()
    assert await rows() is None
    with pytest.raises(ValueError, match="derive"):
        async with changing(graph, sign, SIMILAR):
            raise ValueError("derive")
    assert notice in (await client.post("/graphql", json=QUERY)).json()["extensions"]["pending"]
    async with changing(graph, sign, SIMILAR):
        pass
    assert notice not in (await client.get("/coverage")).text


async def test_a_change_made_elsewhere_is_seen_within_a_second(
    client: httpx.AsyncClient, graph: Graph, tmp_path: Path
) -> None:
    assert await _asked(client) == 0
    async with changing(graph, tmp_path / "another machine", "load"):
        await _say(graph, 1)
    await asyncio.sleep(FRESH)
    await _asked(client)  # has the version read, if nobody asked meanwhile
    await asyncio.sleep(1 - FRESH)
    assert await _asked(client) == 1


async def test_what_is_asked_at_once_is_made_once() -> None:
    """If the first to ask goes, another one makes the answer."""
    answers, made, go = Answers(1_000_000), 0, asyncio.Event()

    async def make() -> bytes:
        nonlocal made
        made += 1
        await go.wait()
        return b"answer"

    asking = [asyncio.create_task(answers.answer(b"key", make)) for _ in range(5)]
    await asyncio.sleep(0)
    asking[0].cancel()
    await asyncio.sleep(0.01)
    go.set()
    assert await asyncio.gather(*asking[1:]) == [b"answer"] * 4
    assert made == 2


async def test_the_least_recently_used_answers_are_dropped() -> None:
    """All that is held stays within the bytes; what is larger than they are is not kept."""
    answers = Answers(3_000)

    async def get(name: str, size: int = 700) -> None:
        async def make() -> bytes:
            return bytes(size)

        await answers.answer(name.encode(), make)

    for name in ("a", "b", "c", "a", "d"):
        await get(name)
    assert answers.held <= 3_000
    before = answers.misses
    await get("a")
    assert answers.misses == before
    await get("b")
    await get("large", 5_000)
    assert answers.held <= 3_000
    await get("large", 5_000)
    assert answers.misses == before + 3
