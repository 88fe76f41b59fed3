"""What people are likely to ask is planned beforehand."""

import asyncio
import time
from itertools import islice
from typing import Any

import pytest

from medcodegraph.errors import DatabaseError
from medcodegraph.graph.driver import Graph
from medcodegraph.http import warm_up
from medcodegraph.http.graphql import Endpoint
from medcodegraph.http.service import Service
from medcodegraph.http.warm_up import planned, requests
from medcodegraph.schema.build import build
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio


class Checked:
    """A schema whose requests must not fail."""

    def __init__(self, schema: GraphSchema) -> None:
        self.schema = schema

    async def execute(self, query: str, variables: dict[str, Any], **more: Any) -> Any:
        result = await self.schema.execute(query, variables, **more)
        assert not result.errors
        return result


class Noting(Endpoint):
    """An endpoint that notes what it has prepared."""

    def __init__(self, schema: GraphSchema) -> None:
        super().__init__(Checked(schema), Service())  # type: ignore[arg-type]
        self.asked = list[tuple[str, str | None]]()

    async def prepare(self, query: str, variables: dict[str, Any], operation: str | None) -> None:
        await super().prepare(query, variables, operation)
        self.asked.append((query, operation))


@pytest.mark.parametrize("all_", [True, False])
async def test_what_pages_ask_is_asked_beforehand_while_no_one_is_answered(
    graph: Graph, monkeypatch: pytest.MonkeyPatch, all_: bool
) -> None:
    """One request after the other: the first before it is ready, no other while the service is busy."""
    few = list(islice(requests(), 3))
    monkeypatch.setattr(warm_up, "requests", lambda: iter(few))
    monkeypatch.setattr(warm_up, "FIRST", 60)
    monkeypatch.setattr(warm_up, "_PAUSE", 0.01)
    noting, busy = Noting(build(graph)), True
    wanted = [(text, operation) for text, _, operation in few]
    async with planned(noting, lambda: busy, all_=all_):
        await asyncio.sleep(0.1)
        assert noting.asked == wanted[:1]
        busy = False
        until = time.monotonic() + (60 if all_ else 0.5)
        while len(noting.asked) < len(few) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert noting.asked == (wanted if all_ else wanted[:1])


async def test_a_first_request_that_takes_long_does_not_delay_the_start(
    graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes on when the service is ready, and is answered."""
    monkeypatch.setattr(warm_up, "requests", lambda: islice(requests(), 1))
    monkeypatch.setattr(warm_up, "FIRST", 0)
    noting = Noting(build(graph))
    async with planned(noting, lambda: False, all_=False):
        assert noting.asked == []
        until = time.monotonic() + 60
        while not noting.asked and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    assert len(noting.asked) == 1


async def test_every_request_that_is_planned_beforehand_is_sound(graph: Graph) -> None:
    """Document, variables and operation belong together; nothing is run here."""
    schema, asked = build(graph), list(requests())
    assert len(asked) > 20
    for text, variables, operation in asked:
        result = await schema.execute(
            text, variables, operation_name=operation, operation_extensions={"cost": "only"}
        )
        assert not result.errors, (operation, result.errors)


class Broken(Noting):
    """An endpoint that cannot prepare anything."""

    async def prepare(self, *_: Any) -> None:
        raise DatabaseError("broken")


async def test_a_first_request_that_fails_prevents_the_start(graph: Graph) -> None:
    with pytest.raises(DatabaseError, match="broken"):
        async with planned(Broken(build(graph)), lambda: False, all_=True):
            raise AssertionError("it has started")
