"""Random requests: planned, standard and joined answers are equal. `GENERATED=500` runs more of them."""

import os
from collections.abc import Mapping, Sequence

import pytest
from support.generated import Request
from support.plans import plan_of

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.request.joined import join
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio
SEEDS = range(int(os.environ.get("GENERATED", "12")))


@pytest.fixture(scope="module")
async def keys(sample: Graph) -> Mapping[str, Sequence[str]]:
    """The keys in the sample graph, by label."""
    rows = await sample.read(
        "MATCH (n) WITH n ORDER BY n.key RETURN labels(n)[0] AS label, collect(n.key) AS keys"
    )
    return {row["label"]: row["keys"] for row in rows}


@pytest.mark.parametrize("seed", SEEDS)
async def test_planned_standard_and_joined_answers_are_equal(
    seed: int, keys: Mapping[str, Sequence[str]], schema: GraphSchema, ordinary: GraphSchema, sample: Graph
) -> None:
    """One statement; data, order of keys and errors as from the executor; a record alone and joined."""
    request = Request(schema._schema, keys, seed)
    before = sample.statements
    asked = {"cypher": True}
    planned = await schema.execute(request.document, request.variables, operation_extensions=asked)
    assert sample.statements - before <= 1
    other = await ordinary.execute(request.document, request.variables)
    assert repr(planned.data) == repr(other.data), request.document
    errors = [error.formatted for error in planned.errors or ()]
    assert errors == [error.formatted for error in other.errors or ()]
    codes = {error["extensions"]["code"] for error in errors}
    assert codes <= {"QUERY_TOO_EXPENSIVE", "BAD_USER_INPUT", "BAD_PAGE_SIZE"}, (
        errors,
        request.document,
        request.variables,
    )
    told = (planned.extensions or {}).get("cypher")
    if told and told["parameters"]["given"]:
        joined = join(plan_of(schema, request.document, request.variables))
        assert joined is not None
        alone = await sample.row(told["statement"], told["parameters"])
        (both,) = await sample.row(joined.text, joined.values([told["parameters"]["given"]] * 2))
        assert both == [[0, *alone], [1, *alone]]
