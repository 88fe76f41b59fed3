"""Planning in advance what people are likely to ask first.

Neo4j plans each statement once, which takes longer than to run it, and a Java machine that has just started
plans everything slowly.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from medcodegraph import playground
from medcodegraph.pages.documents import document, operations
from medcodegraph.schema.execution import GraphSchema

FIRST = 5.0
"""Seconds at most for the examples, before the service says that it is ready."""

_PAUSE = 0.2  # seconds until it looks again whether anyone is being answered
_CODE = {"key": "CPT:0537T"}
_PAGES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("home", {}),
    ("suggest", {"text": "leukemia"}),
    ("search", {"text": "leukemia", "filter": None, "after": None}),
    ("code", _CODE),
    ("payers", {}),
    ("coverage", {"code": "HCPCS:Q2041", "diagnosis": "ICD10CM:C83.30"}),
    ("condition", {"key": "MONDO:0018908"}),
    ("policy", {"key": "NCD:110.24"}),
    ("procedure", {"key": "PROCEDURE:unknown"}),
    ("neighbours", _CODE),
    ("payer", {"key": "PAYER:cms"}),
    ("compare", {"a": "HCPCS:Q2041", "b": "HCPCS:Q2042"}),
)
"""Documents of the explorer's pages, as a visitor comes upon them, with variables such as the pages give;
whether the graph has these keys makes no difference to the plan.
"""


async def first_answers(schema: GraphSchema) -> None:
    """Ask the playground's first examples once, so that no one waits for Neo4j's planner to load."""
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST):
            for example in playground.examples():
                await schema.execute(example["query"])


@asynccontextmanager
async def in_background(schema: GraphSchema, busy: Callable[[], bool]) -> AsyncIterator[None]:
    """Have the requests of the pages and the examples planned one by one, while the service is not `busy`."""
    work = asyncio.create_task(_plan(schema, busy))
    try:
        yield
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work


async def _plan(schema: GraphSchema, busy: Callable[[], bool]) -> None:
    for text, variables, operation in requests():
        while busy():  # noqa: ASYNC110 (what keeps it busy tells no one when it ends)
            await asyncio.sleep(_PAUSE)
        await schema.execute(text, variables, operation_name=operation)


def requests() -> Iterator[tuple[str, dict[str, Any], str | None]]:
    """Each request that is planned beforehand: document, variables, name of the operation."""
    for name, variables in _PAGES:
        for operation in operations(name):
            yield document(name), variables, operation
    for example in playground.examples():
        yield example["query"], {}, None
