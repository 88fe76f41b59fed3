"""The statement in `extensions.cypher` gives an analyst the same record as the answer."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from medcodegraph.errors import RequestError, SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library import readonly
from medcodegraph.graph.library.parameters import json_object
from medcodegraph.playground.web import examples
from medcodegraph.schema.build import build

GOLDEN = Path(__file__).parents[1] / "golden"
QUERIES = {path.stem: path.read_text() for path in sorted(GOLDEN.glob("*.graphql"))}
QUERIES["a day"] = """{ coverage(code: "CPT:0001T", asOf: "2024-06-01") { verdict asOf paths { reason } }
  codes(asOf: "2024-06-01") { nodes { key } }
  policies(filter: { effectiveTo: { lte: "2025-01-01" } }) { nodes { key } }
  policyChanges(from: "2019-01-01", to: "2024-06-30") { nodes { key } } }"""
QUERIES |= {example["name"]: example["query"] for example in examples()}


class Watched:
    """The graph, and the last record it returned."""

    def __init__(self, graph: Graph) -> None:
        self._graph, self.record = graph, list[Any]()

    async def row(self, text: str, params: Any = None, **more: Any) -> list[Any]:
        self.record = await self._graph.row(text, params, **more)
        return self.record


@pytest.mark.anyio
async def test_pasting_it_gives_the_same_record(sample: Graph, subtests: pytest.Subtests) -> None:
    """Through the read-only interface for users' statements; parameters as JSON."""
    watched = Watched(sample)
    schema = build(watched)
    for name, query in QUERIES.items():
        with subtests.test(name):
            result = await schema.execute(query, operation_extensions={"cypher": True})
            assert result.errors is None
            assert result.extensions is not None
            told = result.extensions["cypher"]
            values = json_object(orjson.dumps(told["parameters"]).decode())
            (row,) = await readonly.read(sample, told["statement"], values, timeout=30)
            assert list(row.values()) == watched.record


@pytest.mark.parametrize("text", ["", "[1]", "{", '{"a": 99999999999999999999}'])
def test_parameters_that_are_not_an_object_are_refused(text: str) -> None:
    with pytest.raises((SettingsError, RequestError)):
        json_object(text)
