"""Golden cases: for each `x.graphql` the Cypher statement and the answer, as stored in tests/golden.

To regenerate them after an intended change: `GOLDEN=write scripts/test tests/schema/test_golden.py`,
then review the diff. Never in CI.
"""

import json
import os
from pathlib import Path

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.schema.execution import GraphSchema

GOLDEN = Path(__file__).parents[1] / "golden"
pytestmark = pytest.mark.anyio

CASES = sorted(path.stem for path in GOLDEN.glob("*.graphql"))
WRITE = os.environ.get("GOLDEN") == "write" and not os.environ.get("CI")


@pytest.mark.parametrize("case", CASES)
async def test_statement_and_answer_are_the_golden_ones(
    case: str, schema: GraphSchema, ordinary: GraphSchema, sample: Graph
) -> None:
    """One statement, the expected one, with the expected answer; the standard executor gives the same."""
    document = (GOLDEN / f"{case}.graphql").read_text()
    before = sample.statements
    result = await schema.execute(document, operation_extensions={"cypher": True})
    assert sample.statements == before + 1
    assert result.errors is None
    assert result.extensions is not None
    statement = result.extensions["cypher"]["statement"] + "\n"
    answer = json.dumps(result.data, indent=1, ensure_ascii=False) + "\n"
    if WRITE:
        (GOLDEN / f"{case}.cypher").write_text(statement)
        (GOLDEN / f"{case}.json").write_text(answer)
    assert statement == (GOLDEN / f"{case}.cypher").read_text()
    assert answer == (GOLDEN / f"{case}.json").read_text()
    assert (await ordinary.execute(document)).data == result.data


def test_every_golden_case_is_complete() -> None:
    """Each case has its document, its statement and its answer."""
    assert CASES
    for kind in ("cypher", "json"):
        assert sorted(p.stem for p in GOLDEN.glob(f"*.{kind}") if p.stem != "graph") == CASES
