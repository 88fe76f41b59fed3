"""Concurrent requests share statements, without any effect on their answers."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from medcodegraph.errors import StatementRejected
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.request.coalesce import CROWDED, OBJECTS, RUNNING, Coalescer
from medcodegraph.graph.request.compile import Plan, compile_operation
from medcodegraph.graph.request.joined import join
from medcodegraph.graph.request.parameters import Parameter, Variable
from medcodegraph.graph.request.properties import Property, Type
from medcodegraph.graph.request.shaper import Shaping, constant
from medcodegraph.graph.request.tree import Call, Leaf, Link, Operation, Shape
from medcodegraph.graph.request.writing import Writing

pytestmark = pytest.mark.anyio
MANY = 60


def _slow(value: Callable[[str], str]) -> dict[str, str]:
    """A count that takes long."""
    return {
        "s1": f"COUNT {{ UNWIND range(1, {value('p0')}) AS a UNWIND range(1, 1000) AS b RETURN a }} AS s1"
    }


Columns = Callable[[Callable[[str], str]], dict[str, str]]
"""The columns of a plan by name, given how it writes the value of a parameter."""


def _plan(columns: Columns, cost: int = 0, fixed: tuple[str, ...] = ()) -> Plan:
    """A plan of these columns, written as compile_operation writes one."""
    alone, several = Writing(), Writing(several=True, fixed=frozenset(fixed))
    text = "RETURN\n  " + ",\n  ".join(columns(alone.value).values())
    return Plan(text, {}, Shaping(constant(None)), lambda _: cost, fixed, lambda: columns(several.value))


def _first(value: Callable[[str], str]) -> dict[str, str]:
    """The first parameter as it is."""
    return {"s1": f"{value('p0')} AS s1"}


async def _crowd(coalescer: Coalescer, plan: Plan, values: list[dict[str, Any]]) -> list[Any]:
    """All at once, after the plan counts as crowded and its joined statement is planned."""
    await asyncio.gather(*(coalescer.row(plan, values[0]) for _ in range(RUNNING + CROWDED)))
    await asyncio.gather(*coalescer.background)
    return await asyncio.gather(*(coalescer.row(plan, one) for one in values), return_exceptions=True)


async def test_each_request_gets_its_own_answer_from_few_statements(open_graph: Graph) -> None:
    """Texts, lists, maps and null arrive as they would alone, in whatever order they were joined."""
    plan = _plan(
        lambda value: {
            "s1": f"[{value('p0')}, {value('p1')}] AS s1",
            "s2": f"COLLECT {{ UNWIND {value('p2')} AS x RETURN [x, {value('p0')}] }} AS s2",
        }
    )
    values = [{"p0": f"n{i}", "p1": {"i": i} if i % 2 else None, "p2": [i, i + 1]} for i in range(MANY)]
    coalescer = Coalescer(open_graph)
    await _crowd(coalescer, plan, values[:1])
    before = open_graph.statements
    found = await asyncio.gather(*(coalescer.row(plan, one) for one in values))
    assert open_graph.statements - before < MANY / 4
    for i, record in enumerate(found):
        text, extra = f"n{i}", {"i": i} if i % 2 else None
        assert record == [[text, extra], [[i, text], [i + 1, text]]]


async def test_large_answers_have_less_company(open_graph: Graph) -> None:
    """The total cost of the requests of one statement is bounded."""
    plan, coalescer = _plan(_first, OBJECTS // 2), Coalescer(open_graph)
    await _crowd(coalescer, plan, [{"p0": 0}])
    before = open_graph.statements
    found = await asyncio.gather(*(coalescer.row(plan, {"p0": i}) for i in range(MANY)))
    assert found == [[i] for i in range(MANY)]
    assert open_graph.statements - before >= MANY / 2


async def test_one_plan_of_neo4j_serves_values_of_any_type_and_size(open_graph: Graph) -> None:
    """A missing value, a long text or a list is not planned again: planning can take seconds."""
    plan = _plan(lambda value: {"s1": f"[{value('p0')}, {value('p1')}] AS s1"})
    await open_graph.read("CALL db.clearQueryCaches()")
    for one in (None, "", "x", "x" * 50, 7, [1, 2], list(range(50))):
        assert await Coalescer(open_graph).row(plan, {"p0": one, "p1": None}) == [[one, None]]
    ((said,),) = [row.values() for row in await open_graph.read("CALL db.clearQueryCaches()")]
    assert "of 1 queries" in said


async def test_page_sizes_are_never_mixed(open_graph: Graph) -> None:
    """LIMIT cannot differ within one statement: each size has its own."""
    rows = "UNWIND range(1, 9) AS x WITH x LIMIT $p0 + 1"
    plan = _plan(lambda value: {"s1": f"COLLECT {{ {rows} RETURN x + {value('p1')} }} AS s1"}, fixed=("p0",))
    values = [{"p0": i % 3, "p1": i} for i in range(MANY)]
    found = await _crowd(Coalescer(open_graph), plan, values)
    assert found == [[[x + i for x in range(1, i % 3 + 2)]] for i in range(MANY)]


async def test_one_that_fails_fails_alone(open_graph: Graph) -> None:
    """The others of its statement are answered; it gets its own error."""
    plan = _plan(lambda value: {"s1": f"100 / {value('p0')} AS s1"})
    found = await _crowd(Coalescer(open_graph), plan, [{"p0": i % 10} for i in range(1, 1 + MANY)])
    for i, answer in enumerate(found, 1):
        if i % 10:
            assert answer == [100 // (i % 10)]
        else:
            assert isinstance(answer, StatementRejected)


async def test_a_disconnecting_client_does_not_affect_others(open_graph: Graph) -> None:
    """Half of them are cancelled while they wait: the others are answered."""
    plan, coalescer = _plan(_first), Coalescer(open_graph)
    await _crowd(coalescer, plan, [{"p0": 0}])
    tasks = [asyncio.create_task(coalescer.row(plan, {"p0": i})) for i in range(MANY)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, asyncio.CancelledError) for answer in found[::2])
    assert found[1::2] == [[i] for i in range(1, MANY, 2)]


async def test_a_statement_without_waiting_clients_is_cancelled(open_graph: Graph) -> None:
    """Once all its clients have gone, Neo4j no longer runs it."""
    plan, coalescer = _plan(_slow), Coalescer(open_graph)
    await _crowd(coalescer, plan, [{"p0": 1}])
    tasks = [asyncio.create_task(coalescer.row(plan, {"p0": 100_000_000})) for _ in range(MANY)]
    await asyncio.sleep(0.3)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    running = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'range(1, 1000)' RETURN 1"
    for _ in range(50):
        if len(await open_graph.read(running)) <= 1:  # the query finds itself
            break
        await asyncio.sleep(0.1)
    assert len(await open_graph.read(running)) <= 1
    assert await coalescer.row(plan, {"p0": 1}) == [1000]


def _library(text: str) -> Operation:
    """An operation on the rows of a library statement, with two parameters."""
    parameters = {name: Parameter(Variable((name,))) for name in ("first", "second")}
    leaf = Leaf("key", Property("key"), Type.STRING)
    return Operation("Query", (Link("rows", Call(text, parameters), Shape({"Code": (leaf,)}), many=True),))


def test_plans_that_cannot_be_joined_are_left_alone() -> None:
    """A sub-query without a scope clause cannot import another variable."""
    assert join(compile_operation(_library("CALL { MATCH (n) RETURN n } RETURN n AS node"))) is None


def test_only_the_code_of_a_statement_is_rewritten() -> None:
    """A limit stays a parameter; quoted text and comments are unchanged."""
    statement = (
        "CALL (n) { RETURN $first AS x } // CALL (it) { $first\nWITH x LIMIT $second RETURN '$first' AS node"
    )
    joined = join(compile_operation(_library(statement)))
    assert joined is not None
    assert joined.fixed == ("p1",)
    assert "CALL (item__) {\n" in joined.text
    expected = "CALL (n, item__) { RETURN item__.p0 AS x } // CALL (it) { $first"
    assert expected in joined.text
    assert "WITH x LIMIT $p1 RETURN '$first' AS node" in joined.text
