"""Whatever a client sends is never the server's fault: hostile values in each argument, random queries."""

import random
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
)

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http.app import create_app
from medcodegraph.schema.build import sdl

pytestmark = pytest.mark.anyio

GOLDEN = Path(__file__).parents[1] / "golden" / "graph.cypher"
TEXTS = [
    "",
    " ",
    "X:1",
    "icd10cm:c91.0",
    "\x00",
    "a\x00b",
    "\ufffe\uffff",
    "\U0001f9ec\u0301\u202e",
    "\u0130\u0131\u017f\u212a",
    "a" * 50_000,
    "ä " * 5_000,
    '+ - && || ! ( ) { } [ ] ^ " ~ * ? : \\ /',
    'title:("x" AND [1 TO *]) OR /.*/~2^9',
    "*",
    "?" * 300,
    "AND",
    "NOT NOT NOT",
    "' OR 1=1 //",
    "}) DETACH DELETE n //",
    "$p0 ${jndi:ldap://127.0.0.1/x} {{7*7}}",
    "../../etc/passwd",
    "%00%ff",
    "2025-02-30",
    "0000-00-00",
    "99999-01-01",
    "2025-01-01T00:00:00Z",
    "-2025-01-01",
    "WyJ4Il0",
    "bnVsbA",
    "W" * 10_000,
    "eyJhIjogMX0=",
]
THOROUGH = {("code", "key"), ("search", "text"), ("sharedIndications", "codes")}
NUMBERS = [0, 1, -1, 2, 1_000, 1_001, 2**31 - 1, 2**31, -(2**63), 2**63, 2**64 - 1, 1e308, -0.0, 0.5]
OTHERS: list[Any] = [None, True, [], {}, [[]], [None], {"eq": {}}, {"eq": [1]}, {"and": [{}]}, {"a": "b"}]


@pytest.fixture(scope="module")
async def client(connection: Connection, open_graph: Graph) -> AsyncIterator[httpx.AsyncClient]:
    """The application over the golden sample; unhandled exceptions become answers."""
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write(GOLDEN.read_text())
    app = create_app(connection, Path("/nowhere"))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url="http://localhost"
        ) as client,
    ):
        yield client


def _check(answer: httpx.Response, asked: object) -> None:
    assert answer.status_code < 500, (asked, answer.text[:300])
    for error in answer.json().get("errors", ()):
        code = error["extensions"]["code"]
        assert code not in ("INTERNAL", "DATABASE_UNAVAILABLE", "BAD_VALUE", "QUERY_TOO_SLOW"), asked
        assert "Neo4j" not in error["message"]
        assert "Traceback" not in error["message"]


SCHEMA = build_schema(sdl())


def _leaves(field: GraphQLField) -> str:
    """A small selection that makes the field valid."""
    named = get_named_type(field.type)
    if is_leaf_type(named):
        return ""
    if is_abstract_type(named) or not isinstance(named, GraphQLObjectType):
        return " { __typename }"
    if "nodes" in named.fields:
        return " { totalCount nodes { __typename } pageInfo { endCursor } }"
    return " { __typename }"


def _arguments() -> Iterator[tuple[str, GraphQLField, str, GraphQLArgument]]:
    assert SCHEMA.query_type
    for name, field in SCHEMA.query_type.fields.items():
        for argument_name, argument in field.args.items():
            yield name, field, argument_name, argument


def _needed(field: GraphQLField, but: str) -> str:
    """The other arguments that the field requires."""
    needed = {
        name: '["CPT:0001X"]' if isinstance(_inner(argument), GraphQLList) else '"X:1"'
        for name, argument in field.args.items()
        if name != but and isinstance(argument.type, GraphQLNonNull) and argument.default_value is not None
    }
    return "".join(f", {name}: {value}" for name, value in needed.items())


def _inner(argument: GraphQLArgument) -> Any:
    return argument.type.of_type if isinstance(argument.type, GraphQLNonNull) else argument.type


@pytest.mark.parametrize(
    ("name", "field", "argument_name", "argument"),
    [pytest.param(*found, id=f"{found[0]}({found[2]})") for found in _arguments()],
)
async def test_hostile_values_are_the_clients_error(
    name: str, field: GraphQLField, argument_name: str, argument: GraphQLArgument, client: httpx.AsyncClient
) -> None:
    """Each argument of each root field with hostile values, as a variable: answered or refused.

    All hostile texts for arguments that are searched or parsed; a few for keys, which share their code.
    """
    query = (
        f"query($v: {argument.type}) {{ {name}({argument_name}: $v{_needed(field, argument_name)})"
        f"{_leaves(field)} }}"
    )
    texts = TEXTS if (name, argument_name) in THOROUGH or argument_name in ("after", "asOf") else TEXTS[:6]
    values: list[Any] = [*texts, *NUMBERS, *OTHERS]
    if isinstance(_inner(argument), GraphQLList):
        values += [[text] for text in texts] + [["X:1"] * 60]
    for value in values:
        asked = {"query": query, "variables": {"v": value}}
        _check(await client.post("/graphql", json=asked), asked)


def _random_query(chance: random.Random) -> str:
    """A query of random fields, arguments and values; most are valid but for a value or two."""

    def value(type_: Any) -> str:
        if isinstance(type_, GraphQLNonNull):
            return value(type_.of_type)
        if chance.random() < 0.05:
            return "null"
        if isinstance(type_, GraphQLList):
            return "[" + ", ".join(value(type_.of_type) for _ in range(chance.randrange(3))) + "]"
        if isinstance(type_, GraphQLInputObjectType):
            names = chance.sample(list(type_.fields), min(2, len(type_.fields)))
            return "{" + ", ".join(f"{one}: {value(type_.fields[one].type)}" for one in names) + "}"
        if isinstance(type_, GraphQLEnumType):
            return chance.choice(list(type_.values))
        if type_.name in ("Int", "Float"):
            return str(chance.choice([0, 1, 2, 5, -1, 1.5, 10**10]))
        if type_.name == "Boolean":
            return chance.choice(["true", "false"])
        if type_.name == "Date" and chance.random() < 0.7:
            return '"2025-01-01"'
        keys, words = ["X:1", "CPT:0001X", "a:b"], ["leukemia", "*", "\\u0000", "é", ""]
        return f'"{chance.choice(keys if chance.random() < 0.75 else words)}"'

    def selection(type_: Any, depth: int) -> str:
        if is_leaf_type(type_):
            return ""
        options = SCHEMA.get_possible_types(type_) if is_abstract_type(type_) else [type_]
        chosen = chance.choice(list(options))
        parts = ["__typename"]
        for name in chance.sample(list(chosen.fields), min(chance.randrange(1, 5), len(chosen.fields))):
            field = chosen.fields[name]
            inner = get_named_type(field.type)
            if depth <= 0 and not is_leaf_type(inner):
                continue
            given = [
                f"{one}: {value(argument.type)}"
                for one, argument in field.args.items()
                if isinstance(argument.type, GraphQLNonNull) or chance.random() < 0.4
            ]
            called = f"({', '.join(given)})" if given else ""
            alias = f"a{len(parts)}: " if chance.random() < 0.3 else ""
            parts.append(f"{alias}{name}{called}{selection(inner, depth - 1)}")
        fields = " ".join(parts)
        inside = f"... on {chosen.name} {{ {fields} }}" if is_abstract_type(type_) else fields
        return f" {{ {inside} }}"

    return selection(SCHEMA.query_type, chance.randrange(1, 5))


async def test_random_queries_are_answered_or_refused(client: httpx.AsyncClient) -> None:
    """The same ones in each run."""
    chance = random.Random(6)
    answered = 0
    for _ in range(60):
        query = _random_query(chance)
        answer = await client.post("/graphql", json={"query": query})
        _check(answer, query)
        answered += "data" in answer.json()
    assert answered > 15
