"""One source never changes another's facts, and everything in the graph has a source."""

from itertools import pairwise
from pathlib import Path

import pytest
from support.made_editions import FILES, MADE

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.whole.dump import dump
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import load, sources, unload
from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.source import Loader
from medcodegraph.loaders.sources.hcpcs import loader as hcpcs
from medcodegraph.loaders.sources.icd10 import cm as icd10cm
from medcodegraph.loaders.sources.icd10 import pcs as icd10pcs

pytestmark = pytest.mark.anyio

FIXTURES = Path(__file__).parents[1] / "fixtures"


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


@pytest.fixture
def given(tmp_path: Path) -> dict[str, tuple[Loader, Path]]:
    """Parts of four sources that share codes, systems and series."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    order = FIXTURES / "icd10cm" / "icd10cm_order_2031.txt"
    older = tmp_path / "icd10cm_order_2030.txt"
    older.write_text(order.read_text().replace("A000 ", "A009 ").replace("dragon", "lizard"))
    return {
        "made/list-2001": (MADE, tmp_path / "list/2001.txt"),
        "made/tree-2002": (MADE, tmp_path / "tree/2002.txt"),
        "made/list-2002": (MADE, tmp_path / "list/2002.txt"),
        "icd10cm/order-2031": (icd10cm.LOADER, order),
        "icd10cm/tabular-2031-07-01": (
            icd10cm.LOADER,
            FIXTURES / "icd10cm" / "icd10c-tabular-July-1-2031.xml",
        ),
        "icd10cm/order-2030": (icd10cm.LOADER, older),
        "icd10pcs/order-2031": (icd10pcs.LOADER, FIXTURES / "icd10pcs" / "icd10pcs_order_2031.txt"),
        "icd10pcs/tables-2031": (icd10pcs.LOADER, FIXTURES / "icd10pcs" / "icd10pcs_tables_2031.xml"),
        "hcpcs/codes-2031-07": (hcpcs.LOADER, FIXTURES / "hcpcs" / "HCPC2031_JUL_ANWEB.txt"),
    }


async def test_sources_come_and_go_in_any_order(graph: Graph, given: dict[str, tuple[Loader, Path]]) -> None:
    """Unloading a source leaves the graph of the others, in any order of loading; reloading restores all."""
    names = list(given)
    after = {}
    for name in reversed(names):
        await load(graph, given[name][0], [given[name][1]], {})
        after[name] = await lines(graph)
    whole = after[names[0]]
    for name in names:
        await unload(graph, name)
        left = await lines(graph)
        assert not any(f"SOURCE:{name}" in line for line in left)
        await load(graph, given[name][0], [given[name][1]], {})
        assert await lines(graph) == whole
    for name, following in pairwise(names):
        await unload(graph, name)
        assert await lines(graph) == after[following]


async def test_everything_names_its_source(graph: Graph) -> None:
    """Every fixture of every source, and the starter data: nodes, edges, and the `sources` of each."""
    licensed, unlisted = {"licence": "yes"}, {"unknown": "accept"}  # codes that no fixture lists
    options = {"cpt": licensed, "athena": licensed, "policies": unlisted}
    found = survey([FIXTURES], LOADERS.values()).found
    for name, files in found.items():
        wrong: list[Exception] = []
        await load(
            graph,
            LOADERS[name],
            [file for file in files if file.name not in ("broken_rows.xml", "acme.csv")],
            options.get(name, {}),
            Manner(max_rejects=1),
            failed=wrong.append,
        )
        assert not wrong
    await load(graph, LOADERS["starter"], [], {})
    nodes = await graph.read(
        "MATCH (n:!Source) WHERE NOT EXISTS { (n)-[:STATED_BY]->() } RETURN n.key AS key"
    )
    assert nodes == []
    edges = await graph.read(
        "MATCH ()-[e:!STATED_BY&!LACKED_BY&!CHANGED_IN]->() WHERE e.source IS NULL OR NOT EXISTS"
        " { MATCH (s:Source) WHERE s.key = e.source } RETURN DISTINCT type(e) AS kind"
    )
    assert edges == []
    claims = await graph.read("MATCH ()-[e:STATED_BY|LACKED_BY|CHANGED_IN]->(s) WHERE NOT s:Source RETURN e")
    assert claims == []
    listed = [row for row in await sources(graph) if row["part_of"] is None]
    assert {row["loader"] for row in listed} == {*found, "starter"}
    for row in listed:
        assert row["state"] == "complete"
        assert len(row["sha256"]) == 64
        assert row["title"]
        assert row["licence"]
        assert row["file"]
        assert row["retrieved_at"].endswith("+00:00")
        assert row["rows_read"] >= row["rows_rejected"] >= 0
        assert row["nodes"] > 0
