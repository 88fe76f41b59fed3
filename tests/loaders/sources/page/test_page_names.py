"""Two pages that use one name for different procedures: each keeps its own."""

from pathlib import Path

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import load as load_into
from medcodegraph.loaders.sources.page.loader import LOADER

CASES = Path(__file__).parents[3] / "cases" / "page"
BILLED = """
MATCH (code:Code)-[:BILLS]->(p:Procedure)
RETURN code.code AS code, p.key AS key, p.duration AS duration,
  COLLECT { MATCH (p)-[:RISKS]->(risk) RETURN risk.name AS name ORDER BY name } AS risks ORDER BY code"""
OWN = [
    ("29870", "PROCEDURE:knee-scope", "20 minutes", ["Bleeding", "Infection"]),
    ("29882", "PROCEDURE:knee-scope-29882", "2 hours", ["Nerve injury"]),
]


@pytest.mark.anyio
async def test_pages_with_different_content_under_one_name_keep_separate_procedures(
    graph: Graph, tmp_path: Path
) -> None:
    """Also when reloaded; pages with the same content share a procedure."""
    for manner in (Manner(), Manner(force=True)):
        await load_into(graph, LOADER, [CASES], {}, manner)
        assert [tuple(row.values()) for row in await graph.read(BILLED)] == OWN
    for code in ("29871", "29873"):
        (tmp_path / f"{code}.txt").write_text((CASES / "29870.txt").read_text())
    await load_into(graph, LOADER, [tmp_path], {})
    keys = {row["code"]: row["key"] for row in await graph.read(BILLED)}
    assert keys["29871"] == keys["29873"] == keys["29870"] == "PROCEDURE:knee-scope"
