"""Limits on concurrent planning; no statement is planned twice."""

import asyncio
from typing import Any

import pytest

from medcodegraph.errors import DatabaseBusy
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.request import planners
from medcodegraph.graph.request.coalesce import Coalescer
from medcodegraph.graph.request.compile import Plan
from medcodegraph.graph.request.planners import Planners
from medcodegraph.graph.request.shaper import Shaping, constant

pytestmark = pytest.mark.anyio


def _plan(number: int) -> Plan:
    return Plan(f"RETURN {number} AS s1", {}, Shaping(constant(None)), lambda _: 0, (), lambda: None)


class Counting:
    """A graph that counts new statements, and how many of them run at once."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.known: set[str] = set()
        self.planning = self.most = self.planned = 0

    async def row(self, text: str, params: Any = None, *, timeout: float | None = None) -> list[Any]:
        new = text not in self.known
        self.planning, self.planned = self.planning + new, self.planned + new
        self.most = max(self.most, self.planning)
        try:
            found = await self.graph.row(text, params, timeout=timeout)
            self.known.add(text)
        finally:
            self.planning -= new
        return found


async def test_few_statements_are_planned_at_once_and_each_once(open_graph: Graph) -> None:
    """Six requests for each of five new plans: five plannings, two at a time; all are answered."""
    counting = Counting(open_graph)
    coalescer, plans = Coalescer(counting), [(number, _plan(number)) for number in range(5)]
    found = await asyncio.gather(*(coalescer.row(plan, {}) for _, plan in plans for _ in range(6)))
    assert found == [[number] for number, _ in plans for _ in range(6)]
    assert (counting.planned, counting.most) == (5, planners.AT_ONCE)


async def test_a_missed_turn_is_an_error_and_cancelled_planning_keeps_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neo4j continues planning after the client has gone."""
    monkeypatch.setattr(planners, "HELD", 0.2)
    turns = Planners(at_once=1, patience=0.05)

    async def plan() -> None:
        async with turns.turn():
            await asyncio.sleep(60)

    task = asyncio.create_task(plan())
    await asyncio.sleep(0.01)
    with pytest.raises(DatabaseBusy):
        await plan()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    with pytest.raises(DatabaseBusy):
        await plan()
    await asyncio.sleep(0.3)
    async with turns.turn():
        pass
