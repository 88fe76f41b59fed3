"""The access to Neo4j: many rows come as one record, and written rows are released."""

import gc
import subprocess
import sys
import weakref

import pytest

from medcodegraph.errors import StatementRejected
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import library

pytestmark = pytest.mark.anyio


async def test_many_rows_equal_those_read_one_by_one(open_graph: Graph) -> None:
    """Dates, lists, maps and null, in order; also no rows."""
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


class Rows(list[int]):
    """A list that supports weak references."""


@pytest.mark.parametrize("write", ["write", "write_auto"])
async def test_written_rows_are_released_without_garbage_collection(open_graph: Graph, write: str) -> None:
    """Otherwise a load keeps dozens of batches: the driver's results are cycles with their parameters."""
    rows = Rows(range(10))
    seen = weakref.ref(rows)
    gc.disable()
    try:
        written = await getattr(open_graph, write)("UNWIND $rows AS n RETURN sum(n) AS sum", {"rows": rows})
        del rows
        assert seen() is None
    finally:
        gc.enable()
    assert written == [{"sum": 45}]


@pytest.mark.parametrize(
    "name", ["claimed_codes", *(n for n in library() if n.startswith("derive_similar_"))]
)
async def test_the_statements_that_are_read_so_can_be(open_graph: Graph, name: str) -> None:
    query = library()[name]
    if query.mode == "read":
        text = f"CALL () {{\n{query.text}\n}}\nRETURN collect([{', '.join(query.columns)}]) AS rows"
        assert (await open_graph.explain(text)).kind == "r"


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("RETURN 1 AS x y", "(line 1, column 15 (offset: 14))"),
        ("RETURN 1 AS x\nRETRUN y", "(line 2, column 1 (offset: 14))"),
    ],
)
async def test_an_error_names_the_place_in_the_statement_as_it_was_written(
    open_graph: Graph, statement: str, place: str
) -> None:
    """Not in our EXPLAIN; the marker is below the error."""
    with pytest.raises(StatementRejected) as refused:
        await open_graph.explain(statement)
    message = str(refused.value)
    assert place in message
    assert "EXPLAIN" not in message
    shown, mark = message.split("\n")[-2:]
    assert shown[mark.index("^")] == statement.split("\n")[-1][place.startswith("(line 1") * 14]


def test_large_packages_that_are_not_needed_are_not_loaded() -> None:
    """The neo4j driver would load them, if they are installed, for every command."""
    text = (
        "import sys, medcodegraph.graph.driver as d; print(sorted({'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
    later = text.replace("import sys, ", "import sys, pandas, ")
    done = subprocess.run([sys.executable, "-c", later], capture_output=True, text=True, check=True)
    assert "pandas" in done.stdout
