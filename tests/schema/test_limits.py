"""Requests over the limits are refused quickly, before anything runs, with a code."""

import gc
import tracemalloc
from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.schema import documents
from medcodegraph.schema.build import build
from medcodegraph.schema.execution import GraphSchema
from medcodegraph.schema.limits import Limits

pytestmark = pytest.mark.anyio

CODE = 'code(key: "X:1")'


def _fan_out(levels: int, names: str = "ab") -> str:
    """Fragments that each spread the next one twice: 2^levels fields in a few bytes."""
    pairs = "{a}parents{{...f{next}}}{b}parents{{...f{next}}}"
    a, b = (f"{name}:" if name.strip() else "" for name in names)
    fragments = [f"fragment f{i} on Code{{{pairs.format(a=a, b=b, next=i + 1)}}}" for i in range(levels)]
    return f"{{{CODE}{{...f0}}}}" + "".join(fragments) + f"fragment f{levels} on Code{{key}}"


def _deep(levels: int) -> str:
    return f"{{ {CODE} {{ " + "parents { " * levels + "key" + " }" * levels + " } }"


def _pairs(levels: int) -> str:
    """The same two lists nested: their pairs multiply when validation compares them."""
    inner = "key"
    for _ in range(levels):
        inner = f"parents{{{inner}}} parents{{{inner}}}"
    return f"{{{CODE}{{{inner}}}}}"


def _pages(*sizes: int) -> str:
    """Lists within lists, of these page sizes."""
    inner = "key"
    for size in reversed(sizes):
        inner = f"children(first: {size}) {{ nodes {{ {inner} }} }}"
    return f"{{ {CODE} {{ {inner} }} }}"


HOSTILE = {
    "fragments that fan out": (_fan_out(22), "QUERY_TOO_LARGE"),
    "fragments that fan out and merge": (_fan_out(22, "  "), "QUERY_TOO_LARGE"),
    "a thousand fragments in a chain": (
        f"{{{CODE}{{...f0}}}}"
        + "".join(f"fragment f{i} on Code{{...f{i + 1}}}" for i in range(600))
        + "fragment f600 on Code{key}",
        "QUERY_TOO_LARGE",
    ),
    "fragments in a circle": (
        f"{{{CODE}{{...a}}}} fragment a on Code{{key ...b}} fragment b on Code{{key ...a}}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "every fragment spreads every other": (
        f"{{{CODE}{{...f0}}}}"
        + "".join(f"fragment f{i} on Code{{{' '.join(f'...f{j}' for j in range(40))}}}" for i in range(40)),
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "pairs to compare": (_pairs(9), "QUERY_TOO_LARGE"),
    "one field over and over": (f"{{{CODE}{{{'key ' * 4_900}}}}}", "QUERY_TOO_LARGE"),
    "one list over and over": (f"{{{CODE}{{{'parents{key}' * 450}}}}}", "QUERY_TOO_LARGE"),
    "deep": (_deep(40), "QUERY_TOO_DEEP"),
    "very deep": (_deep(2_400), "GRAPHQL_PARSE_FAILED"),
    "deep inline fragments": ("{" + "...{" * 2_400 + "__typename" + "}" * 2_401, "GRAPHQL_PARSE_FAILED"),
    "a deep list": (f"{{code(key:{'[' * 4_900}){{key}}}}", "GRAPHQL_PARSE_FAILED"),
    "a deep filter": ("{codes(filter:" + "{and:[" * 15 + "]}" * 15 + "){totalCount}}", "QUERY_TOO_DEEP"),
    "many aliases": ("{" + " ".join(f"a{i}:__typename" for i in range(201)) + "}", "QUERY_TOO_LARGE"),
    "many tokens": ("{" + " ".join(f"a{i}:{CODE}{{key}}" for i in range(700)) + "}", "GRAPHQL_PARSE_FAILED"),
    "many unknown fields": ("{" + " ".join(f"a{i}" for i in range(1_900)) + "}", "GRAPHQL_VALIDATION_FAILED"),
    "long unknown fields": (
        "{" + " ".join("a" * 2_000 + str(i) for i in range(48)) + "}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "many directives": ("{__typename " + "@skip(if:false)" * 101 + "}", "QUERY_TOO_LARGE"),
    "many variables": (
        "query(" + " ".join(f"$a{i}:String" for i in range(1_200)) + "){__typename}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "long": ("{" + "," * 900_000 + "__typename}", "QUERY_TOO_LARGE"),
    "introspection over and over": (
        "{__schema{types{" + " ".join(f"a{i}:fields{{name}}" for i in range(11)) + "}}}",
        "QUERY_TOO_LARGE",
    ),
    "introspection in circles": (
        "{__schema{types{" + "fields{type{" * 8 + "name" + "}}" * 8 + "}}}",
        "GRAPHQL_VALIDATION_FAILED",
    ),
    "pages of pages": (_pages(1_000, 1_000), "QUERY_TOO_EXPENSIVE"),
    "pages of pages of pages": (_pages(50, 50, 50), "QUERY_TOO_EXPENSIVE"),
    "much to plan": (
        f"{{{CODE}{{{' '.join(f'a{i}: coverage {{ verdict }}' for i in range(9))}}}}}",
        "QUERY_TOO_EXPENSIVE",
    ),
    "a page": (_pages(1_001), "BAD_PAGE_SIZE"),
    "deferred": (f"{{{CODE}{{...@defer{{key}}}}}}", "NOT_SUPPORTED"),
    "streamed": ("{codes{nodes@stream{key}}}", "NOT_SUPPORTED"),
    "a subscription": ("subscription{code}", "NOT_SUPPORTED"),
    "a mutation": ("mutation{code}", "NOT_SUPPORTED"),
}


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Without Python's garbage collector, which would also process the garbage of other tests."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("name", HOSTILE)
async def test_too_much_is_refused_before_it_runs(name: str, schema: GraphSchema, sample: Graph) -> None:
    """No statement is sent, and the refusal takes well under a second of CPU and little memory."""
    document, code = HOSTILE[name]
    statements, start = sample.statements, process_time()
    result = await schema.execute(document)
    assert process_time() - start < 1
    assert sample.statements == statements
    assert result.data is None
    assert result.errors is not None
    assert result.errors[0].extensions is not None
    assert result.errors[0].extensions["code"] == code
    assert all(len(error.message) < 600 for error in result.errors)


async def test_no_document_takes_much_memory(sample: Graph) -> None:
    """All of them together, including what is cached of them."""
    fresh = build(sample)
    tracemalloc.start()
    for document, _ in HOSTILE.values():
        await fresh.execute(document)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 50_000_000


@pytest.mark.parametrize(
    ("variables", "code"),
    [
        ({"f": {"text": {"contains": "x"}, "or": [{"billable": {"eq": True}}] * 6_000}}, "QUERY_TOO_LARGE"),
        ({"f": {"and": [{"and": [{"and": [{"and": [{"and": [{"and": [{}]}]}]}]}]}]}}, "QUERY_TOO_DEEP"),
        ({"unknown": list(range(6_000))}, "QUERY_TOO_LARGE"),
    ],
)
async def test_variables_are_bounded_too(variables: dict[str, Any], code: str, schema: GraphSchema) -> None:
    """By their number and nesting."""
    result = await schema.execute("query($f: CodeFilter) { codes(filter: $f) { totalCount } }", variables)
    assert result.errors is not None
    assert (result.errors[0].extensions or {})["code"] == code


async def test_a_reasonable_request_is_answered(schema: GraphSchema) -> None:
    """Ten levels of hierarchy, a thousand rows, nested pages."""
    for document in (_deep(10), _pages(1_000), _pages(200, 200), "{ codes(first: 1000) { nodes { key } } }"):
        assert (await schema.execute(document)).errors is None


async def test_the_cache_of_documents_and_plans_is_bounded(
    sample: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In bytes, as estimated: many documents, and one with many outlines of its variables."""
    bound = 3_000_000
    monkeypatch.setattr(documents, "KEPT_BYTES", bound)
    fresh = build(sample)
    wide = " ".join(f"a{i}: parents {{ key }}" for i in range(60))
    flags = ", ".join(f"$v{i}: CodeFilter" for i in range(4))
    pages = " ".join(f"p{i}: codes(filter: $v{i % 4}, first: 1) {{ nodes {{ key }} }}" for i in range(20))
    told = {"cost": "only"}
    await fresh.execute(f"query warm {{ {CODE} {{ {wide} }} }}", operation_extensions=told)
    tracemalloc.start()
    for number in range(16):
        await fresh.execute(f"query q{number} {{ {CODE} {{ {wide} }} }}", operation_extensions=told)
        chosen = {f"v{i}": {"code": {"eq": "1"}} for i in range(4) if number >> i & 1}
        await fresh.execute(f"query({flags}) {{ {pages} }}", chosen, operation_extensions=told)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert bound / 3 < fresh._documents.size <= bound
    assert kept < 1.5 * bound


async def test_deep_nesting_is_planned_in_time_that_grows_with_its_levels(schema: GraphSchema) -> None:
    """No sub-query expression is nested in another: Neo4j's time would double with each level."""
    told = await schema.execute(_deep(25), operation_extensions={"cypher": True})
    assert told.errors is None
    assert told.extensions is not None
    statement = told.extensions["cypher"]["statement"]
    assert statement.count("COLLECT") == 1
    assert statement.count("CALL (") == 25


async def test_limits_are_settings(sample: Graph) -> None:
    """Each can be changed."""
    strict = build(sample, Limits(depth=3, page=30, cost=35, aliases=0, planning=200))
    for document, code in (
        (_deep(3), "QUERY_TOO_DEEP"),
        ("{ codes(first: 31) { totalCount } }", "BAD_PAGE_SIZE"),
        ("{ codes(first: 30) { totalCount } }", "QUERY_TOO_EXPENSIVE"),
        ("{ a: __typename }", "QUERY_TOO_LARGE"),
        (f"{{ {CODE} {{ parents {{ key }} children {{ totalCount }} }} }}", "QUERY_TOO_EXPENSIVE"),
    ):
        errors = (await strict.execute(document)).errors
        assert errors is not None
        assert (errors[0].extensions or {})["code"] == code
    assert (await strict.execute("{ codes { nodes { key } } }")).errors is None


async def test_the_cost_is_returned_with_and_without_running(schema: GraphSchema, sample: Graph) -> None:
    """Page sizes multiply, including variables and defaults; nothing runs if only the cost is requested."""
    document = f"query($n: Int) {{ {CODE} {{ children(first: $n) {{ nodes {{ parents {{ key }} }} }} }} }}"
    statements = sample.statements
    for first, cost in ((None, 1 + 25 * 2), (3, 1 + 3 * 2), (0, 1)):
        told = await schema.execute(document, {"n": first}, operation_extensions={"cost": "only"})
        assert told.data is None
        assert told.errors is None
        assert told.extensions == {"cost": {"requested": cost, "limit": 50_000}}
    assert sample.statements == statements
    answered = await schema.execute(document, {"n": 3}, operation_extensions={"cost": True})
    assert answered.data is not None
    assert answered.extensions == {"cost": {"requested": 7, "limit": 50_000}}
