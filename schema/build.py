"""Builds the schema; `python -m medcodegraph.schema.build` prints it in SDL."""

from collections.abc import Mapping
from typing import Any

from medcodegraph.graph.request.coalesce import Runner
from medcodegraph.schema.descriptions import describe
from medcodegraph.schema.execution import GraphSchema
from medcodegraph.schema.limits import Limits
from medcodegraph.schema.types.query import Query

DESCRIPTION = """Medical codes, the procedures they bill, the conditions these treat, and payers' policies.

Everything has a key (`HCPCS:Q2042`); every fact names its source. Start with `code(key:)` or `search(text:)`.
Information, never a payment decision."""


def build(
    runner: Runner, limits: Limits | None = None, *, slow: float = 1.0, planned: bool = True
) -> GraphSchema:
    """The schema, whose statements `runner` runs; errors in it or in the query library are raised here.

    Statements that take longer than `slow` seconds are logged. If not `planned`, the standard executor makes
    every answer: slower, for comparison.
    """
    schema = GraphSchema(Query, runner, limits or Limits(), slow=slow, planned=planned)
    schema._schema.description = DESCRIPTION
    describe(schema)
    return schema


class _Nobody:
    async def row(
        self, text: str, params: Mapping[str, Any] | None = None, *, timeout: float | None = None
    ) -> list[Any]:
        raise NotImplementedError


def sdl() -> str:
    """The schema definition, as committed in schema/schema.graphql."""
    return build(_Nobody()).as_str() + "\n"


if __name__ == "__main__":
    print(sdl(), end="")
