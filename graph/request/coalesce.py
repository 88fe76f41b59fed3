"""Concurrent requests for one plan: two statements run; requests that arrive meanwhile share the next one.

A statement has a fixed cost, in the driver and in Neo4j, that a busy server thus pays once for many requests.
Each request keeps its deadline, can be cancelled alone, and gets its own error: if a shared statement fails,
each request is run again alone.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Protocol
from weakref import WeakKeyDictionary

from medcodegraph.errors import (
    DatabaseError,
    DatabaseUnavailable,
    StatementRejected,
    StatementTooLarge,
    StatementTooSlow,
)
from medcodegraph.graph.request.compile import Plan
from medcodegraph.graph.request.joined import Joined, join
from medcodegraph.graph.request.planners import Planners

RUNNING = 2
"""How many statements of one plan run at once before requests are joined."""

LARGEST = 10
"""The most requests that one statement answers. Neo4j would plan again for a list of more than 10 items."""

OBJECTS = 20_000
"""Their largest total cost: large answers gain nothing from sharing, and take memory."""

CROWDED = 8
"""How many requests must find RUNNING statements busy before a joined statement is worth planning."""

PLANNING = 60.0
"""Seconds that Neo4j gets to plan the joined statement, in the background."""

PATIENCE = 30.0
"""Seconds that a request waits for its turn, checked when a statement ends: each has its own deadline."""

JOINT_TIMEOUT = 5.0
"""Seconds that a shared statement may take; then each runs alone, so that a slow one delays no other."""

Values = Mapping[str, Any]
log = logging.getLogger("medcodegraph.statements")


class Runner(Protocol):
    """Runs statements in read mode (graph/driver.py's Graph)."""

    async def row(
        self, text: str, params: Values | None = None, *, timeout: float | None = None
    ) -> list[Any]:
        """The values of the only record."""
        ...


@dataclass(slots=True, eq=False)
class _Waiter:
    values: Values
    cost: int
    answer: "asyncio.Future[list[Any]]"
    since: float


@dataclass(slots=True, eq=False)
class _Lane:
    """The requests of one plan that can share a statement."""

    running: int = 0
    waiting: deque[_Waiter] = field(default_factory=deque)

    def next(self) -> list[_Waiter]:
        """The requests that one statement can answer, without those cancelled or waiting too long."""
        batch: list[_Waiter] = []
        left, patient_since = OBJECTS, monotonic() - PATIENCE
        while self.waiting and len(batch) < LARGEST and (not batch or self.waiting[0].cost <= left):
            waiter = self.waiting.popleft()
            if waiter.since < patient_since:
                _fail(waiter, StatementTooSlow(f"other statements of this plan took {PATIENCE:g} s"))
            elif not waiter.answer.done():
                batch.append(waiter)
                left -= waiter.cost
        return batch


@dataclass(slots=True, eq=False)
class _Crowd:
    """The state of a plan: its joined statement, and its lanes by their fixed parameters."""

    joined: Joined | None
    met: int = 0  # how many requests came while others ran
    ready: bool = False  # whether Neo4j has planned the joined statement
    planned: bool = False  # whether it has planned the plan's own statement
    planning: "asyncio.Future[None] | None" = None  # done when the request it is for is over
    lanes: dict[tuple[Any, ...], _Lane] = field(default_factory=dict)


class Coalescer:
    """Runs plans through `runner`, joining requests of one plan when several wait."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._crowds: WeakKeyDictionary[Plan, _Crowd] = WeakKeyDictionary()
        self._planners = Planners()
        self.background: set[asyncio.Task[None]] = set()

    async def row(self, plan: Plan, values: Values) -> list[Any]:
        """The record of a plan for these parameters; raises what the runner raises."""
        crowd = self._crowds.get(plan)
        if crowd is None:
            crowd = self._crowds[plan] = _Crowd(join(plan))
        if crowd.joined is None or 2 * plan.cost(values) > OBJECTS:
            return await self._alone(plan, crowd, values)
        fixed = tuple(values[name] for name in crowd.joined.fixed)
        lane = crowd.lanes.setdefault(fixed, _Lane())
        if lane.running >= RUNNING:
            if crowd.ready:
                return await self._wait(lane, plan, values)
            crowd.met += 1
            if crowd.met == CROWDED:
                self._start(self._prepare(crowd, crowd.joined, values))
        lane.running += 1
        try:
            return await self._alone(plan, crowd, values)
        finally:
            self._leave(plan, crowd, fixed, lane)

    async def _alone(self, plan: Plan, crowd: _Crowd, values: Values) -> list[Any]:
        """Run a plan's own statement; while Neo4j plans it for one request, the others wait."""
        async with _patience():
            while not crowd.planned and crowd.planning is not None:
                await asyncio.wait([crowd.planning])
        if crowd.planned:
            return await self._runner.row(plan.text, plan.sent(values))
        crowd.planning = asyncio.get_running_loop().create_future()
        try:
            async with self._planners.turn():
                record = await self._runner.row(plan.text, plan.sent(values))
            crowd.planned = True
            return record
        except (StatementRejected, StatementTooLarge):  # both by running it
            crowd.planned = True
            raise
        finally:
            crowd.planning.set_result(None)
            crowd.planning = None

    async def _prepare(self, crowd: _Crowd, joined: Joined, values: Values) -> None:
        """Have Neo4j plan the joined statement while requests still run alone; give it up if that fails."""
        try:
            async with self._planners.turn():
                await self._runner.row(joined.text, joined.values([values, values]), timeout=PLANNING)
        except Exception as error:
            log.info("requests of a plan are not joined: %s", error)
            crowd.joined = None
        else:
            crowd.ready = True

    def _start(self, work: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.create_task(work)
        self.background.add(task)
        task.add_done_callback(self.background.discard)
        return task

    async def _wait(self, lane: _Lane, plan: Plan, values: Values) -> list[Any]:
        answer = asyncio.get_running_loop().create_future()
        lane.waiting.append(_Waiter(values, plan.cost(values), answer, monotonic()))
        record: list[Any] = await answer
        return record

    def _leave(self, plan: Plan, crowd: _Crowd, fixed: tuple[Any, ...], lane: _Lane) -> None:
        """A statement has ended: start the next one for the waiting requests."""
        lane.running -= 1
        while lane.running < RUNNING and (batch := lane.next()):
            lane.running += 1
            _cancel_unless_wanted(self._start(self._answer(plan, crowd, fixed, lane, batch)), batch)
        if not lane.running:
            crowd.lanes.pop(fixed, None)

    async def _answer(
        self, plan: Plan, crowd: _Crowd, fixed: tuple[Any, ...], lane: _Lane, batch: list[_Waiter]
    ) -> None:
        try:
            if len(batch) == 1 or crowd.joined is None:
                await self._each(plan, crowd, batch)
            else:
                await self._together(plan, crowd, crowd.joined, batch)
        finally:
            self._leave(plan, crowd, fixed, lane)

    async def _each(self, plan: Plan, crowd: _Crowd, batch: list[_Waiter]) -> None:
        await asyncio.gather(*(self._one(plan, crowd, waiter) for waiter in batch))

    async def _one(self, plan: Plan, crowd: _Crowd, waiter: _Waiter) -> None:
        try:
            record = await self._alone(plan, crowd, waiter.values)
        except Exception as error:
            _fail(waiter, error)
        else:
            _give(waiter, record)

    async def _together(self, plan: Plan, crowd: _Crowd, joined: Joined, batch: list[_Waiter]) -> None:
        values = joined.values([waiter.values for waiter in batch])
        try:
            (records,) = await self._runner.row(joined.text, values, timeout=JOINT_TIMEOUT)
            for index, *record in records:
                _give(batch[index], record)
        except DatabaseUnavailable as error:
            for waiter in batch:
                _fail(waiter, error)
        except StatementTooSlow:
            crowd.joined = None
            await self._each(plan, crowd, batch)
        except DatabaseError:
            await self._each(plan, crowd, batch)
        except Exception as error:
            for waiter in batch:
                _fail(waiter, error)


@asynccontextmanager
async def _patience() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError as error:
        raise StatementTooSlow(f"the statement was not planned within {PATIENCE:g} s") from error


def _give(waiter: _Waiter, record: list[Any]) -> None:
    if not waiter.answer.done():
        waiter.answer.set_result(record)


def _fail(waiter: _Waiter, error: Exception) -> None:
    if not waiter.answer.done():
        waiter.answer.set_exception(error)


def _cancel_unless_wanted(task: "asyncio.Task[None]", batch: list[_Waiter]) -> None:
    """Cancel a statement once all requests that wait for it were cancelled."""

    def check(_: "asyncio.Future[list[Any]]") -> None:
        if all(waiter.answer.cancelled() for waiter in batch):
            task.cancel()

    for waiter in batch:
        waiter.answer.add_done_callback(check)
