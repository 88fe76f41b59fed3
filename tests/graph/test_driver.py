"""The door to Neo4j: many rows come as one record and are the rows that would come one by one."""

import pytest

from medcodegraph.errors import StatementRejected
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.queries import library

pytestmark = pytest.mark.anyio


async def test_many_rows_are_those_that_come_one_by_one(open_graph: Graph) -> None:
    """Dates, lists, maps and null, in their order; none where there are none."""
    text = """UNWIND range(1, $n) AS n
    WITH n ORDER BY n % 7, n
    RETURN n, date('2025-01-31') + duration({days: n}) AS day, [n, 'x'] AS list,
      CASE WHEN n % 3 = 0 THEN null ELSE {n: n} END AS map"""
    columns = ("n", "day", "list", "map")
    for n in (0, 1, 20_000):
        rows = await open_graph.read(text, {"n": n})
        assert len(rows) == n
        assert await open_graph.read_many(text, columns, {"n": n}) == rows


async def test_a_wrong_column_is_refused(open_graph: Graph) -> None:
    with pytest.raises(StatementRejected):
        await open_graph.read_many("RETURN 1 AS one", ["two"])


@pytest.mark.parametrize(
    "name", ["claimed_codes", *(n for n in library() if n.startswith("derive_similar_"))]
)
async def test_the_statements_that_are_read_so_can_be(open_graph: Graph, name: str) -> None:
    query = library()[name]
    if query.mode == "read":
        text = f"CALL () {{\n{query.text}\n}}\nRETURN collect([{', '.join(query.columns)}]) AS rows"
        assert (await open_graph.explain(text)).kind == "r"
