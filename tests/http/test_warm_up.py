"""What people are likely to ask is planned beforehand."""

import asyncio
import time
from itertools import islice
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.http import warm_up
from medcodegraph.http.warm_up import in_background, requests
from medcodegraph.schema.build import build
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio


class Noting:
    """A schema that notes which operations it was asked."""

    def __init__(self, schema: GraphSchema) -> None:
        self.schema, self.asked = schema, list[tuple[str, str | None]]()

    async def execute(self, query: str, variables: dict[str, Any], operation_name: str | None) -> None:
        """Answer one request, which must not fail."""
        assert not (await self.schema.execute(query, variables, operation_name=operation_name)).errors
        self.asked.append((query, operation_name))


async def test_what_pages_ask_is_asked_beforehand_while_no_one_is_answered(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One request after the other, and none while the service is busy."""
    few = list(islice(requests(), 2))
    monkeypatch.setattr(warm_up, "requests", lambda: iter(few))
    monkeypatch.setattr(warm_up, "_PAUSE", 0.01)
    noting, busy = Noting(build(graph)), True
    async with in_background(noting, lambda: busy):  # type: ignore[arg-type]
        await asyncio.sleep(0.1)
        assert noting.asked == []
        busy = False
        until = time.monotonic() + 60
        while len(noting.asked) < len(few) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert noting.asked == [(text, operation) for text, _, operation in few]


async def test_every_request_that_is_planned_beforehand_is_sound(graph: Graph) -> None:
    """Document, variables and operation belong together; nothing is run here."""
    schema, asked = build(graph), list(requests())
    assert len(asked) > 20
    for text, variables, operation in asked:
        result = await schema.execute(
            text, variables, operation_name=operation, operation_extensions={"cost": "only"}
        )
        assert not result.errors, (operation, result.errors)
