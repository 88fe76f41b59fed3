"""Requests that ask for too much are refused before anything runs, quickly, with a code."""

from time import perf_counter

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio


def _fan_out(levels: int) -> str:
    """Fragments that each spread the next one twice: 2^levels fields in few bytes."""
    fragments = [
        f"fragment f{i} on Code {{ a: parents {{ ...f{i + 1} }} b: parents {{ ...f{i + 1} }} }}"
        for i in range(levels)
    ]
    return '{ code(key: "X:1") { ...f0 } } ' + " ".join(fragments) + f" fragment f{levels} on Code {{ key }}"


def _deep(levels: int) -> str:
    return '{ code(key: "X:1") { ' + "parents { " * levels + "key" + " }" * levels + " } }"


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (_fan_out(22), "QUERY_TOO_LARGE"),
        (_deep(40), "QUERY_TOO_DEEP"),
        (
            "{ " + " ".join(f'a{i}: code(key: "X:1") {{ key }}' for i in range(1_500)) + " }",
            "GRAPHQL_PARSE_FAILED",
        ),
    ],
    ids=["fragments that fan out", "deep", "many aliases"],
)
async def test_too_much_is_refused_before_it_runs(
    document: str, code: str, schema: GraphSchema, sample: Graph
) -> None:
    """No statement is sent and the refusal takes well under a second or two."""
    statements, start = sample.statements, perf_counter()
    result = await schema.execute(document)
    assert perf_counter() - start < 3
    assert sample.statements == statements
    assert result.data is None
    assert result.errors is not None
    assert result.errors[0].extensions is not None
    assert result.errors[0].extensions["code"] == code


async def test_a_reasonable_depth_is_answered(schema: GraphSchema) -> None:
    """Ten levels of hierarchy are fine."""
    result = await schema.execute(_deep(10))
    assert result.errors is None
