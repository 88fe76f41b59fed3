"""The example in CONTRIBUTING.md runs verbatim."""

from pathlib import Path
from types import ModuleType

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import load
from medcodegraph.loaders.pipeline.survey import survey

GUIDE = Path(__file__).parents[2] / "CONTRIBUTING.md"


@pytest.mark.anyio
async def test_the_example_source_loads(graph: Graph, tmp_path: Path) -> None:
    """Two settings are loaded with their provenance, the empty line is rejected with its number."""
    example = ModuleType("example")
    exec(GUIDE.read_text().partition("```python\n")[2].partition("```")[0], example.__dict__)
    file = tmp_path / "settings.txt"
    file.write_text("Hospital\n\nDay clinic\nAt home\n")
    found = survey([tmp_path], [example.LOADER])
    assert (found.found, found.left_out) == ({"settings": [file]}, [])
    (outcome,) = await load(graph, example.LOADER, [file], {}, Manner(max_rejects=0.5))
    assert outcome.nodes == 3
    assert [(reject.line, reject.reason) for reject in outcome.report.rejects] == [
        (2, "the line is empty: give a name")
    ]
    rows = await graph.read(
        "MATCH (n:Setting)-[:STATED_BY]->(s:Source) RETURN n.key AS key, s.licence AS licence ORDER BY key"
    )
    assert rows == [
        {"key": f"SETTING:{slug}", "licence": "CC0-1.0"} for slug in ("at-home", "day-clinic", "hospital")
    ]
