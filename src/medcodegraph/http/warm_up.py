"""Planning and answering in advance what people are likely to ask first.

Neo4j plans each statement once, which takes longer than to run it, and a Java machine that has just started
plans everything slowly.
"""

import asyncio
import json
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from medcodegraph import playground
from medcodegraph.http.serving.answers import Sample, State
from medcodegraph.pages.documents import document, operations

FIRST = 1.5
"""Seconds at most for the first request, which loads Neo4j's planner, before the service is ready."""

AHEAD = 7
"""Days to come for which the answers are made in advance: a service may be started each morning."""

_PAUSE = 0.2  # seconds until it looks again whether anyone is being answered
_LOOK = 10.0  # seconds until it looks again whether the graph has changed

_DOCUMENTED = Path(__file__).with_name("documented.json")
_CODE = {"key": "CPT:0537T"}
_PAGES: dict[str, dict[str, Any]] = {
    "home": {},
    "suggest": {"text": "leukemia"},
    "search": {"text": "leukemia", "filter": None, "after": None},
    "code": _CODE,
    "payers": {},
    "coverage": {"code": "HCPCS:Q2041", "diagnosis": "ICD10CM:C83.30"},
    "condition": {"key": "MONDO:0018908"},
    "policy": {"key": "NCD:110.24"},
    "procedure": {"key": "PROCEDURE:unknown"},
    "neighbours": _CODE,
    "payer": {"key": "PAYER:cms"},
    "compare": {"a": "HCPCS:Q2041", "b": "HCPCS:Q2042"},
}
"""Documents of the explorer's pages, as a visitor comes upon them, with variables such as the pages give;
whether the graph has these keys makes no difference to the plan.
"""


class Answering(Protocol):
    """What is prepared: the endpoint at /graphql."""

    async def prepare(self, query: str, variables: dict[str, Any], operation: str | None) -> None:
        """Have a document planned, and keep its answer."""
        ...

    async def keep(self, query: str, variables: dict[str, Any], operation: str | None) -> None:
        """Have the answer of a document kept, if it is not."""
        ...

    async def prepare_for(self, state: State, samples: AsyncIterable[Sample]) -> None:
        """Write what samples will be answered with on a day to come."""
        ...

    async def state(self) -> State | None:
        """What answers are kept for now; None while none is kept."""
        ...

    async def restore(self) -> bool:
        """Take up the answers that were kept before the last restart; whether there are any."""
        ...

    async def save(self) -> None:
        """Write the kept answers to where the next start finds them."""
        ...


@asynccontextmanager
async def planned(endpoint: Answering, busy: Callable[[], bool], *, all_: bool) -> AsyncIterator[None]:
    """Have what people are likely to ask planned, one request after another; unless `all_`, only the first.

    Enters once the first is answered, after FIRST seconds, or at once if answers were kept over the restart;
    the others wait while the service is `busy`. Whenever the graph or the day has changed, they are asked
    again, so that their answers are kept, and as if on each of the next days, for a start on one of them.
    """
    known = await endpoint.restore()
    tasks = [first := asyncio.create_task(endpoint.prepare(*next(requests())))]
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(first), 0 if known else FIRST)
    if all_:
        tasks.append(asyncio.create_task(_plan(endpoint, busy, first)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _plan(endpoint: Answering, busy: Callable[[], bool], first: "asyncio.Task[None]") -> None:
    await asyncio.wait([first])
    left: Iterator[Sample] = islice(requests(), 1, None)
    while True:
        state = await endpoint.state()
        async for sample in _in_turn(left, busy):
            await endpoint.prepare(*sample)
        await endpoint.save()
        if state:
            async for sample in _in_turn(documented(), busy):
                await endpoint.keep(*sample)
            await endpoint.save()
            for days in range(1, AHEAD + 1):
                if await endpoint.state() != state:
                    break
                later = State(state.version, state.day + timedelta(days))
                await endpoint.prepare_for(later, _in_turn(chain(requests(), documented()), busy))
        while await endpoint.state() in (state, None):  # noqa: ASYNC110 (another process changes it)
            await asyncio.sleep(_LOOK)
        left = requests()


async def _in_turn(samples: Iterable[Sample], busy: Callable[[], bool]) -> AsyncIterator[Sample]:
    """One after the other, each when the service is not busy."""
    for sample in samples:
        while busy():  # noqa: ASYNC110 (what keeps it busy tells no one when it ends)
            await asyncio.sleep(_PAUSE)
        yield sample


def requests() -> Iterator[Sample]:
    """Each request that is planned beforehand: first those of the page that people open first."""
    first, *others = _PAGES
    yield from _of_page(first)
    for example in playground.examples():
        yield example["query"], {}, None
    for name in others:
        yield from _of_page(name)


def documented() -> Iterator[Sample]:
    """The examples of README and docs/, which are answered beforehand, but not planned at each start."""
    for example in json.loads(_DOCUMENTED.read_text("utf-8")):
        yield example, {}, None


def _of_page(name: str) -> Iterator[Sample]:
    for operation in operations(name):
        yield document(name), _PAGES[name], operation
