"""`medcodegraph.connect()`: the same rows over Bolt, from the environment, and over HTTP."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from support.running import served

import medcodegraph
from medcodegraph.client.connect import Client
from medcodegraph.errors import (
    DatabaseUnavailable,
    NotFoundError,
    RequestError,
    SettingsError,
    StatementRejected,
)
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http.app import create_app
from medcodegraph.http.doors import tokens
from medcodegraph.http.service import Service

GOLDEN = Path(__file__).parents[1] / "golden" / "graph.cypher"
TOKEN = "mcg_table"


@pytest.fixture(scope="module")
async def sample(open_graph: Graph) -> Graph:
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write(GOLDEN.read_text())
    return open_graph


@pytest.fixture(scope="module")
def bolt(sample: Graph, connection: Connection) -> Iterator[Client]:
    with medcodegraph.connect(connection.uri, password=connection.password) as client:
        yield client


@pytest.fixture(scope="module")
def address(sample: Graph, connection: Connection) -> Iterator[str]:
    service = Service(cypher=True, cypher_rows=5_000, tokens={tokens.digest(TOKEN): "analyst"})
    with served(create_app(connection, Path("/nowhere"), service)) as url:
        yield url


@pytest.fixture(scope="module")
def http(address: str) -> Client:
    return medcodegraph.connect(f"{address}/graphql", token=TOKEN)


@pytest.fixture(params=["bolt", "http"])
def client(request: pytest.FixtureRequest) -> Client:
    found: Client = request.getfixturevalue(request.param)
    return found


def test_a_question_of_the_library(client: Client) -> None:
    rows = client.run("code_conditions", key="icd10cm:z001")
    assert {row["condition"] for row in rows} == {"MONDO:1", "MONDO:2"}
    assert rows.to_polars().columns == rows.columns


def test_a_statement_with_parameters(client: Client) -> None:
    text = "MATCH (p:Policy) WHERE p.effective_from >= $day RETURN p.key, p.effective_from AS day"
    rows = client.cypher(text, day=date(2022, 1, 1))
    assert rows.columns == ["p.key", "day"]
    assert [str(value) for value in rows.column("day")] == ["2023-01-01"]
    with pytest.raises((StatementRejected, RequestError), match="change the graph"):
        client.cypher("UNWIND [1] AS x CREATE (n) RETURN n")


def test_very_many_rows_come_in_order_and_whole(client: Client) -> None:
    rows = client.cypher("UNWIND range(1, 2500) AS n RETURN n, toString(n) AS `a ``b` ORDER BY n DESC")
    assert rows.columns == ["n", "a `b"]
    assert rows.column("n") == list(range(2500, 0, -1))
    assert client.cypher("UNWIND [] AS n RETURN n").columns == ["n"]


def test_graphql(client: Client) -> None:
    text = "query ($key: String!) { code(key: $key) { procedures { name key } } }"
    rows = client.graphql(text, key="CPT:10001")
    assert list(rows) == [{"name": "Cell harvest", "key": "PROCEDURE:cell-harvest"}]
    assert rows.data["code"]["procedures"]
    with pytest.raises(RequestError, match="Cannot query field"):
        client.graphql("{ nothing }")


def test_wrong_names_are_said(bolt: Client) -> None:
    with pytest.raises(NotFoundError, match="did you mean"):
        bolt.run("code_condition", key="CPT:10001")
    with pytest.raises(NotFoundError, match="nothing has the key"):
        bolt.run("code_conditions", key="CPT:99999")
    with pytest.raises(SettingsError, match="has no parameter"):
        bolt.run("code_conditions", kye="CPT:10001")
    with pytest.raises(StatementRejected, match="step of a load"):
        bolt.run("source_begin")


def test_a_service_cuts_and_says_so(http: Client) -> None:
    rows = http.cypher("UNWIND range(1, 6000) AS n RETURN n")
    assert len(rows) == 5_000
    assert not rows.complete


def test_who_cannot_be_reached_is_said(connection: Connection, address: str) -> None:
    with pytest.raises(DatabaseUnavailable):
        medcodegraph.connect("bolt://127.0.0.1:1", password="x")
    with pytest.raises(SettingsError, match="password"):
        medcodegraph.connect(connection.uri)
    with pytest.raises(DatabaseUnavailable):
        medcodegraph.connect("http://127.0.0.1:1").graphql("{ __typename }")
    with pytest.raises(RequestError, match="token"):
        medcodegraph.connect(address).graphql("{ __typename }")


def test_without_an_address_the_environment_counts(
    sample: Graph, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MEDCODEGRAPH_NEO4J_URI", connection.uri)
    monkeypatch.setenv("MEDCODEGRAPH_NEO4J_PASSWORD", connection.password)
    with medcodegraph.connect() as client:
        assert client.cypher("RETURN 1 AS one").column("one") == [1]
