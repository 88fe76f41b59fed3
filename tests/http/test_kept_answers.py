"""Answers kept between two changes of the graph: never stale, once for all who ask, within their bytes."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.write.version import LOAD, NAMES, SIMILAR, changing
from medcodegraph.http import graphql as http_graphql
from medcodegraph.http import warm_up
from medcodegraph.http.app import create_app
from medcodegraph.http.doors import tokens
from medcodegraph.http.service import Service
from medcodegraph.http.serving import answers_files
from medcodegraph.http.serving.answers import FRESH, Answers, Sample, State
from medcodegraph.http.serving.answers_files import AnswersFiles
from medcodegraph.schema.limits import Limits

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
    async with _running(connection, sign) as client:
        yield client


@asynccontextmanager
async def _running(connection: Connection, sign: Path, **settings: Any) -> AsyncIterator[httpx.AsyncClient]:
    service = Service(cypher=True, tokens={tokens.digest("mcg_kept"): "tests"}, **settings)
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
    assert (await _told(client, "made"), await _told(client, "kept")) == (1, 4)
    other = {**QUERY, "query": QUERY["query"].replace("X:1", "X:2")}
    assert (await client.post("/graphql", json=other)).headers["etag"] != first.headers["etag"]


async def test_the_same_question_in_other_bytes_is_known(client: httpx.AsyncClient) -> None:
    """The order of members, spaces around the document, a hash beside it; another question is not."""
    query = (
        "query Q($key: String!, $n: Int) { code(key: $key) { display similar(first: $n) { nodes { key } } } }"
    )
    asked = {"query": query, "variables": {"key": "X:1", "n": 3}}
    mark = hashlib.sha256(query.encode()).hexdigest()
    same: list[dict[str, Any]] = [
        asked,
        {"variables": {"n": 3, "key": "X:1"}, "query": query},
        {**asked, "query": f"  {query}\n"},
        {**asked, "extensions": {"persistedQuery": {"version": 1, "sha256Hash": mark}}},
    ]
    answers = [await client.post("/graphql", json=one) for one in same]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert answers[0].json()["data"]["code"]["display"] == "0"
    assert (await _told(client, "made"), await _told(client, "kept")) == (1, 3)
    told = (await client.post("/graphql", json={**asked, "extensions": {"cypher": True}})).json()
    assert "statement" in told["extensions"]["cypher"]
    other = await client.post("/graphql", json={**asked, "variables": {"key": "X:2"}})
    assert other.json() == {"data": {"code": None}}
    assert await _told(client, "made") == 3


async def test_what_a_page_asks_is_kept_too(client: httpx.AsyncClient) -> None:
    async def page() -> str:
        return (await client.get("/code/X:1", headers={"accept": "text/html"})).text

    until = monotonic() + 120
    while "not answered in time" in (first := await page()):  # a part of it is still being planned
        assert monotonic() < until
    made, kept = await _told(client, "made"), await _told(client, "kept")
    assert await page() == first
    assert await _told(client, "made") == made
    assert await _told(client, "kept") > kept


async def test_answers_outlive_a_restart(connection: Connection, graph: Graph, sign: Path) -> None:
    """Of the service; not of the graph that they are about, nor of the settings."""
    async with changing(graph, sign, "load"):
        await _say(graph, 0)

    async def asked_anew(**settings: Any) -> tuple[int, int]:
        """What a service that has just started answers, and how many answers it had to make."""
        async with _running(connection, sign, **settings) as client:
            return await _asked(client), await _told(client, "made")

    assert await asked_anew() == (0, 1)
    assert await asked_anew() == (0, 0)
    file = sign.with_name(f"answers-{date.today()}")
    assert file.stat().st_mode & 0o777 == 0o600
    assert await asked_anew(limits=Limits(page=7)) == (0, 1)
    async with changing(graph, sign, "load"):
        await _say(graph, 1)
    assert await asked_anew(limits=Limits(page=7)) == (1, 1)
    assert await asked_anew(limits=Limits(page=7)) == (1, 0)
    for broken in (file.read_bytes()[:-1], b"", b"\x00" * 100):
        file.write_bytes(broken)
        assert await asked_anew(limits=Limits(page=7)) == (1, 1)
    file.unlink()
    file.mkdir()
    assert await asked_anew() == (1, 1), "a file that cannot be used is done without"
    assert {path.name for path in file.parent.iterdir()} == {file.name, "graph.version"}


def test_answers_are_those_of_one_day_and_one_software(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = AnswersFiles(tmp_path, "rules")
    kept = [(bytes(16), b"one"), (bytes(15) + b"1", b"")]
    today, tomorrow = (State("version", date.today() + timedelta(days)) for days in (0, 1))
    files.write(today, kept)
    assert files.read(today) == kept
    assert (files.read(tomorrow), files.has(today), files.has(tomorrow)) == ([], True, False)
    other = State("another", today.day)
    assert (files.read(other), files.has(other)) == ([], False)
    for code in (
        *("schema/build.py", "graph/request/compile.py", "cypher/write/graph_version.cypher"),
        *("graph/library/words/vocabulary.tsv", "http/documented.json"),
    ):
        assert (answers_files._PACKAGE / code).is_file(), "the software includes it"
        with monkeypatch.context() as patched:
            patched.setattr(answers_files, "_PACKAGE", tmp_path)
            nothing = answers_files._software()
            (tmp_path / "part").with_suffix(Path(code).suffix).write_text(code)
            assert answers_files._software() != nothing
    monkeypatch.setattr(answers_files, "RESERVE", 2**60)
    files.write(today, [])
    assert files.read(today) == kept, "a full disk is left alone"
    monkeypatch.setattr(answers_files, "_software", lambda: "another")
    assert files.read(today) == kept, "it is still the software that made them"
    assert AnswersFiles(tmp_path, "rules").read(today) == []


async def test_a_start_on_one_of_the_next_days_has_answers(
    connection: Connection, graph: Graph, sign: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are those of that day: the code will have ended. Files of days that are over go."""
    query, today = '{ code(key: "X:1") { status } }', date.today()
    monkeypatch.setattr(warm_up, "requests", lambda: iter([(QUERY["query"], {}, None)]))
    monkeypatch.setattr(warm_up, "documented", lambda: iter([(query, {}, None)]))
    async with changing(graph, sign, "load"):
        await _say(graph, 0)
        await graph.write("MATCH (code:Code) SET code.valid_to = $day", {"day": today + timedelta(2)})

    def files() -> list[str]:
        return sorted(file.name for file in sign.parent.glob("answers-*"))

    wanted = [f"answers-{today + timedelta(days)}" for days in range(warm_up.AHEAD + 1)]
    async with _running(connection, sign, warm_up=True):
        until = monotonic() + 20
        while files() != wanted:
            assert monotonic() < until
            await asyncio.sleep(0.05)
    for days, status, made in ((2, "active", 0), (3, "retired", 0), (warm_up.AHEAD + 1, "retired", 1)):
        for module in (http_graphql, answers_files):
            monkeypatch.setattr(module, "date", _Later.by(days))
        async with _running(connection, sign) as client:
            answer = (await client.post("/graphql", json={"query": query})).json()
            assert answer["data"]["code"]["status"] == status
            assert await _told(client, "made") == made
        assert files()[0] == f"answers-{today + timedelta(days)}"


class _Later(date):
    """The calendar some days from now."""

    _days = 0

    @classmethod
    def by(cls, days: int) -> type["_Later"]:
        return type("_Later", (cls,), {"_days": days})

    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return date.today() + timedelta(cls._days)


async def test_what_is_likely_to_be_asked_is_answered_beforehand(
    connection: Connection, graph: Graph, sign: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once the graph is at rest, and again when it has changed."""

    def requests() -> Iterator[Sample]:
        yield QUERY["query"], {}, None

    monkeypatch.setattr(warm_up, "requests", requests)
    monkeypatch.setattr(warm_up, "_LOOK", 0.05)
    async with changing(graph, sign, "load"):
        await _say(graph, 0)
    monkeypatch.setattr(warm_up, "AHEAD", 0)
    monkeypatch.setattr(warm_up, "documented", lambda: iter(()))
    file = sign.with_name(f"answers-{date.today()}")
    async with _running(connection, sign, warm_up=True) as client:
        for number in (0, 1, 2):
            until = monotonic() + 20
            while not file.exists():
                assert monotonic() < until
                await asyncio.sleep(0.05)
            assert await _asked(client) == number
            assert (await _told(client, "made"), await _told(client, "kept")) == (0, number + 1)
            file.unlink()
            async with changing(graph, sign, "load"):
                await _say(graph, number + 1)


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


@pytest.mark.parametrize("size", [1_000_000, 10])
async def test_what_is_asked_at_once_is_made_once(size: int) -> None:
    """If the first to ask goes, another one makes the answer; it may be too large to be kept."""
    answers, go = Answers(size), asyncio.Event()

    async def ask() -> bytes:
        if (body := await answers.found(b"key")) is not None:
            return body
        answers.begin(b"key")
        try:
            await go.wait()
            body = b"answer"
        finally:
            answers.end(b"key", body)
        return body

    asking = [asyncio.create_task(ask()) for _ in range(5)]
    await asyncio.sleep(0)
    for one in (0, 3):
        asking[one].cancel()
    await asyncio.sleep(0.01)
    go.set()
    assert await asyncio.gather(*(asking[one] for one in (1, 2, 4))) == [b"answer"] * 3
    assert (answers.misses, answers.hits) == (2, 2)


async def test_the_least_recently_used_answers_are_dropped() -> None:
    """All that is held stays within the bytes; what is larger than they are is not kept."""
    answers = Answers(3_000)

    async def get(name: str, size: int = 700) -> None:
        key = name.encode()
        if await answers.found(key) is None:
            answers.begin(key)
            answers.end(key, bytes(size))

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
