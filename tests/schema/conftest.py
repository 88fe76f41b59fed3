"""The sample graph of tests/golden, and the schema over it: planned, and through the standard executor."""

from pathlib import Path

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.names.search import derive
from medcodegraph.schema.build import build
from medcodegraph.schema.execution import GraphSchema

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.fixture(scope="module")
async def sample(open_graph: Graph) -> Graph:
    """The session's graph with the sample; a module only reads it."""
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write((GOLDEN / "graph.cypher").read_text())
    await derive(open_graph)
    return open_graph


@pytest.fixture(scope="module")
def schema(sample: Graph) -> GraphSchema:
    return build(sample)


@pytest.fixture(scope="module")
def ordinary(sample: Graph) -> GraphSchema:
    """The same schema, with every request answered by the standard executor."""
    return build(sample, planned=False)
