"""Planning in advance what people are likely to ask first.

Neo4j plans each statement once, which takes longer than to run it, and a Java machine that has just started
plans everything slowly.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from itertools import islice
from typing import Any

from medcodegraph import playground
from medcodegraph.pages.documents import document, operations
from medcodegraph.schema.execution import GraphSchema

FIRST = 1.5
"""Seconds at most for the first request, which loads Neo4j's planner, before the service is ready."""

_PAUSE = 0.2  # seconds until it looks again whether anyone is being answered

Request = tuple[str, dict[str, Any], str | None]
"""A document, its variables, and the name of an operation in it."""

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


@asynccontextmanager
async def planned(schema: GraphSchema, busy: Callable[[], bool], *, all_: bool) -> AsyncIterator[None]:
    """Have what people are likely to ask planned, one request after another; unless `all_`, only the first.

    Enters once the first is answered, or after FIRST seconds; the others wait while the service is `busy`.
    """
    tasks = [first := asyncio.create_task(_ask(schema, next(requests())))]
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(first), FIRST)
    if all_:
        tasks.append(asyncio.create_task(_plan(schema, busy, first)))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _ask(schema: GraphSchema, request: Request) -> None:
    text, variables, operation = request
    await schema.execute(text, variables, operation_name=operation)


async def _plan(schema: GraphSchema, busy: Callable[[], bool], first: "asyncio.Task[None]") -> None:
    await asyncio.wait([first])
    for request in islice(requests(), 1, None):
        while busy():  # noqa: ASYNC110 (what keeps it busy tells no one when it ends)
            await asyncio.sleep(_PAUSE)
        await _ask(schema, request)


def requests() -> Iterator[Request]:
    """Each request that is planned beforehand: first those of the page that people open first."""
    first, *others = _PAGES
    yield from _of_page(first)
    for example in playground.examples():
        yield example["query"], {}, None
    for name in others:
        yield from _of_page(name)


def _of_page(name: str) -> Iterator[Request]:
    for operation in operations(name):
        yield document(name), _PAGES[name], operation
