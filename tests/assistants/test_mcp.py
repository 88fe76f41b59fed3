"""Tools over both transports, asked by the SDK's own client."""

import importlib.util
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from support.running import served

from medcodegraph.assistants.answers import LONGEST
from medcodegraph.environment import Environment
from medcodegraph.errors import SettingsError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.names.search import derive
from medcodegraph.graph.write.version import LOAD, changing
from medcodegraph.http.app import create_app
from medcodegraph.http.doors import tokens
from medcodegraph.http.service import Service

pytestmark = pytest.mark.anyio

GOLDEN = Path(__file__).parents[1] / "golden" / "graph.cypher"
TOKEN = "mcg_assistant"
KNOWN = {tokens.digest(TOKEN): "assistant"}


@pytest.fixture(scope="module")
async def sample(open_graph: Graph) -> Graph:
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write(GOLDEN.read_text())
    await derive(open_graph)
    return open_graph


@pytest.fixture(scope="module")
def address(sample: Graph, connection: Connection) -> Iterator[str]:
    with served(
        create_app(connection, Path("/nowhere"), Service(mcp=True, tokens=KNOWN, seconds=120))
    ) as url:
        yield f"{url}/mcp"


@pytest.fixture(scope="module")
def open_address(sample: Graph, connection: Connection) -> Iterator[str]:
    """The same where Cypher is open."""
    with served(
        create_app(connection, Path("/nowhere"), Service(mcp=True, cypher=True, tokens=KNOWN, seconds=120))
    ) as url:
        yield f"{url}/mcp"


@asynccontextmanager
async def over_http(url: str) -> AsyncIterator[Client]:
    async with (
        httpx2.AsyncClient(headers={"authorization": f"Bearer {TOKEN}"}, timeout=120) as http,
        Client(streamable_http_client(url, http_client=http)) as client,
    ):
        yield client


@pytest.fixture
async def client(address: str) -> AsyncIterator[Client]:
    async with over_http(address) as client:
        yield client


async def call(client: Client, tool: str, /, **arguments: Any) -> Any:
    """The answer of a tool that worked."""
    result = await client.call_tool(tool, arguments)
    text = result.content[0].text
    assert not result.is_error, text
    assert len(text) <= LONGEST
    return json.loads(text)


async def refused(client: Client, tool: str, /, **arguments: Any) -> str:
    """What a tool says that did not work."""
    result = await client.call_tool(tool, arguments)
    assert result.is_error, result.content[0].text
    return str(result.content[0].text)


async def test_the_list_of_tools_is_short(client: Client) -> None:
    """Under 4,000 tokens, counted as a quarter of the characters on the wire; all of them only read."""
    listed = await client.list_tools()
    size = len(listed.model_dump_json(by_alias=True, exclude_none=True))
    assert size / 4 < 4_000
    assert "cypher" not in [tool.name for tool in listed.tools]
    assert all(tool.annotations and tool.annotations.read_only_hint for tool in listed.tools)


@pytest.mark.parametrize(
    ("name", "arguments", "says"),
    [
        ("search", {"text": "odd blood", "kinds": ["Condition"]}, "MONDO:1"),
        ("search", {"text": "zeta", "systems": ["HCPCS"], "first": 1}, "HCPCS:Q0001"),
        ("code", {"key": "cpt:10001"}, "PROCEDURE:cell-harvest"),
        ("coverage", {"code": "HCPCS:Q0001"}, "verdict"),
        ("similar_codes", {"key": "CPT:0001T"}, "CPT:0001T"),
        ("shared_indications", {"codes": ["PROCEDURE:rest"]}, "PROCEDURE:cell-harvest"),
        ("alternatives", {"to": "PROCEDURE:cell-harvest"}, "Cheaper, slower."),
        ("treatments", {"condition": "MONDO:1"}, "PROCEDURE:rest"),
        ("condition", {"key": "MONDO:2"}, "VOBD"),
        ("policy", {"key": "NCD:1.1"}, "2020-02-02"),
        ("policy_changes", {"from": "2024-01-01", "to": "2025-12-31"}, "POLICY:two-7"),
        ("path", {"from": "CPT:10001", "to": "MONDO:1"}, "BILLS"),
        ("lookup", {"keys": ["CPT:0001T", "CPT:99999"]}, "CodeNotFound"),
        ("sources", {}, "icd10cm"),
        ("run_query", {"name": "code_conditions", "parameters": {"key": "ICD10CM:Z00.1"}}, "MONDO:2"),
    ],
)
async def test_every_tool_answers_with_a_disclaimer(
    client: Client, name: str, arguments: dict[str, Any], says: str
) -> None:
    answer = await call(client, name, **arguments)
    assert says in json.dumps(answer["answer"])
    assert "never a payment decision" in answer["disclaimer"]


async def test_facts_come_with_their_sources(client: Client) -> None:
    answer = await call(client, "code", key="CPT:0001T")
    assert answer["answer"]["replacedBy"][0]["source"] == "SOURCE:made-up/letter"
    titles = {source["key"]: source["title"] for source in answer["sources"]}
    assert titles["SOURCE:made-up/letter"] == "A letter"


async def test_what_is_wrong_is_said(client: Client) -> None:
    assert "nothing has this key" in await refused(client, "code", key="CPT:99999")
    assert "'key' is a required property" in await refused(client, "code")
    assert "maximum" in await refused(client, "search", text="x", first=1_000)
    assert "Additional properties" in await refused(client, "code", key="CPT:0001T", extra=1)
    assert "unknown tool" in await refused(client, "cypher", statement="RETURN 1")
    assert "did you mean" in await refused(client, "run_query", name="code_condition")
    assert "step of a load" in await refused(client, "run_query", name="source_begin")
    taken = await call(client, "run_query", name="code_conditions")
    assert "key" in taken["answer"]["parameters"]


async def test_the_doors_are_those_of_every_request(address: str, connection: Connection) -> None:
    """Token, site, host, method and size are checked; it is off by default."""
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    with httpx2.Client(headers={"accept": "application/json, text/event-stream"}) as http:
        known = {"authorization": f"Bearer {TOKEN}"}
        assert http.post(address, json=body).status_code == 401
        assert http.post(address, json=body, headers=known).status_code == 200
        for name, value in (("origin", "https://evil.example"), ("host", "evil.example")):
            assert http.post(address, json=body, headers={**known, name: value}).status_code in (403, 421)
        assert http.get(address, headers=known).status_code == 405
        assert http.post(address, json={**body, "x": "y" * 1_100_000}, headers=known).status_code == 413
    paths = [getattr(route, "path", "") for route in create_app(connection, Path("/nowhere")).routes]
    assert "/mcp" not in paths


def hostile() -> list[str]:
    """The attack list of tests/graph/library/test_readonly.py."""
    file = Path(__file__).parents[1] / "graph/library/test_readonly.py"
    spec = importlib.util.spec_from_file_location("attacks", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found: list[str] = module.HOSTILE
    return found


async def test_no_attack_gets_through(
    client: Client, open_address: str, sample: Graph, tmp_path: Path
) -> None:
    """Not as a name, a key or a text of any tool; nor as a statement where Cypher is open."""
    secret = tmp_path / "secret.csv"
    secret.write_text("the secret\n")
    census = "MATCH (n) RETURN count(n) AS n, collect(DISTINCT labels(n)) AS labels"
    before = await sample.read(census)
    attacks = [attack.replace("/etc/passwd", str(secret)) for attack in hostile()]
    assert len(attacks) >= 60
    async with over_http(open_address) as analyst:
        assert "cypher" in [tool.name for tool in (await analyst.list_tools()).tools]
        for attack in attacks:
            said = await refused(analyst, "cypher", statement=attack, parameters={"url": secret.as_uri()})
            assert "the secret" not in said
            await refused(client, "run_query", name=attack)
            await refused(client, "run_query", name="code", parameters={"key": attack})
            looked = await client.call_tool("lookup", {"keys": [attack]})
            assert "the secret" not in looked.content[0].text
        rows = await call(analyst, "cypher", statement="MATCH (c:Code) RETURN c.key AS key", limit=2)
        assert len(rows["answer"]["rows"]) == 2
    assert await sample.read(census) == before


async def test_over_standard_input_and_output(sample: Graph, connection: Connection) -> None:
    """As an assistant starts it; also with the handshake of older clients."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("MEDCODEGRAPH_")},
        "MEDCODEGRAPH_NEO4J_URI": connection.uri,
        "MEDCODEGRAPH_NEO4J_PASSWORD": connection.password,
    }
    command = StdioServerParameters(
        command=sys.executable, args=["-m", "medcodegraph", "mcp"], env=environment
    )
    async with Client(command, mode="legacy") as client:
        assert client.instructions
        assert "HCPCS:Q2042" in client.instructions
        assert "cypher" not in [tool.name for tool in (await client.list_tools()).tools]
        found = await call(client, "code", key="CPT:10001")
        assert found["answer"]["key"] == "CPT:10001"
        assert "pending" not in found


async def test_an_answer_says_that_it_may_be_incomplete(
    sample: Graph, connection: Connection, tmp_path: Path
) -> None:
    sign = tmp_path / "graph.version"
    app = create_app(connection, Path("/nowhere"), Service(mcp=True, tokens=KNOWN, seconds=120), sign=sign)
    with served(app) as url:
        async with over_http(f"{url}/mcp") as client:
            async with changing(sample, sign, LOAD):
                found = await call(client, "code", key="CPT:10001")
                assert found["pending"].startswith("The graph is being changed")
            assert "pending" not in await call(client, "code", key="CPT:10001")


def test_it_needs_the_sdk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("medcodegraph.http.service.find_spec", lambda _: None)
    with pytest.raises(SettingsError, match="not installed"):
        Service.read(Environment({"MEDCODEGRAPH_MCP": "1"}), "127.0.0.1")
