"""Requests that come together share statements, and never notice."""

import asyncio
from typing import Any

import pytest

from medcodegraph.errors import StatementRejected
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.request.coalesce import CROWDED, OBJECTS, RUNNING, Coalescer
from medcodegraph.graph.request.compile import Plan
from medcodegraph.graph.request.joined import join
from medcodegraph.graph.request.shaper import Shaping, constant

pytestmark = pytest.mark.anyio
MANY = 60
SLOW = "RETURN\n  COUNT {{ UNWIND range(1, {}) AS a UNWIND range(1, 1000) AS b RETURN a }} AS s1"


def _plan(text: str, cost: int = 0) -> Plan:
    return Plan(text, {}, Shaping(constant(None)), lambda _: cost)


async def _crowd(coalescer: Coalescer, plan: Plan, values: list[dict[str, Any]]) -> list[Any]:
    """All at once, after the plan is known to be asked for by many and its joined statement is planned."""
    await asyncio.gather(*(coalescer.row(plan, values[0]) for _ in range(RUNNING + CROWDED)))
    await asyncio.gather(*coalescer.background)
    return await asyncio.gather(*(coalescer.row(plan, one) for one in values), return_exceptions=True)


async def test_each_request_gets_its_own_answer_from_few_statements(open_graph: Graph) -> None:
    """Texts, lists, maps and null arrive as they would alone, in whatever order they were joined."""
    plan = _plan("RETURN\n  [$p0, $p1] AS s1,\n  COLLECT { UNWIND $p2 AS x RETURN [x, $p0] } AS s2")
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
    """What the requests of one statement cost together is bounded."""
    plan, coalescer = _plan("RETURN\n  $p0 AS s1", OBJECTS // 2), Coalescer(open_graph)
    await _crowd(coalescer, plan, [{"p0": 0}])
    before = open_graph.statements
    found = await asyncio.gather(*(coalescer.row(plan, {"p0": i}) for i in range(MANY)))
    assert found == [[i] for i in range(MANY)]
    assert open_graph.statements - before >= MANY / 2


async def test_page_sizes_are_never_mixed(open_graph: Graph) -> None:
    """LIMIT cannot differ within one statement: each size has its own."""
    plan = _plan("RETURN\n  COLLECT { UNWIND range(1, 9) AS x WITH x LIMIT $p0 + 1 RETURN x + $p1 } AS s1")
    values = [{"p0": i % 3, "p1": i} for i in range(MANY)]
    found = await _crowd(Coalescer(open_graph), plan, values)
    assert found == [[[x + i for x in range(1, i % 3 + 2)]] for i in range(MANY)]


async def test_one_that_fails_fails_alone(open_graph: Graph) -> None:
    """The others of its statement are answered; it gets the error that it would get alone."""
    plan = _plan("RETURN\n  100 / $p0 AS s1")
    found = await _crowd(Coalescer(open_graph), plan, [{"p0": i % 10} for i in range(1, 1 + MANY)])
    for i, answer in enumerate(found, 1):
        if i % 10:
            assert answer == [100 // (i % 10)]
        else:
            assert isinstance(answer, StatementRejected)


async def test_a_client_that_goes_takes_no_other_with_it(open_graph: Graph) -> None:
    """Half of them are cancelled while they wait: the rest is answered."""
    plan, coalescer = _plan("RETURN\n  $p0 AS s1"), Coalescer(open_graph)
    await _crowd(coalescer, plan, [{"p0": 0}])
    tasks = [asyncio.create_task(coalescer.row(plan, {"p0": i})) for i in range(MANY)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(answer, asyncio.CancelledError) for answer in found[::2])
    assert found[1::2] == [[i] for i in range(1, MANY, 2)]


async def test_a_statement_that_nobody_waits_for_is_stopped(open_graph: Graph) -> None:
    """Once every client of it has gone, Neo4j runs it no longer."""
    plan, coalescer = _plan(SLOW.format("$p0")), Coalescer(open_graph)
    await _crowd(coalescer, plan, [{"p0": 1}])
    tasks = [asyncio.create_task(coalescer.row(plan, {"p0": 100_000_000})) for _ in range(MANY)]
    await asyncio.sleep(0.3)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    running = "SHOW TRANSACTIONS YIELD currentQuery WHERE currentQuery CONTAINS 'range(1, 1000)' RETURN 1"
    for _ in range(50):
        if len(await open_graph.read(running)) <= 1:  # the question finds itself
            break
        await asyncio.sleep(0.1)
    assert len(await open_graph.read(running)) <= 1
    assert await coalescer.row(plan, {"p0": 1}) == [1000]


def test_what_cannot_be_joined_is_left_alone() -> None:
    """A sub-query without a scope cannot be given one more name."""
    assert join("RETURN\n  COLLECT { CALL { MATCH (n) RETURN n } RETURN n } AS s1") is None
    joined = join("RETURN\n  COLLECT { CALL (n) { RETURN $p0 AS x } WITH x LIMIT $p1 RETURN x } AS s1")
    assert joined is not None
    assert joined.fixed == ("p1",)
    assert "CALL (n, item__) { RETURN item__.p0 AS x } WITH x LIMIT $p1" in joined.text
