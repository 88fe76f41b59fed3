"""The graph as files: read again it is the same; licensed texts stay behind; formats keep their rules."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from support.made_editions import MADE

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.export.file_format import FileFormat
from medcodegraph.export.read import READABLE, import_
from medcodegraph.export.write import export
from medcodegraph.graph.derive import derive
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.whole.dump import dump
from medcodegraph.graph.write.licensed import hide_licensed
from medcodegraph.loaders.pipeline.run import load
from medcodegraph.loaders.sources.cpt.loader import LOADER as CPT
from medcodegraph.loaders.sources.starter.loader import LOADER as STARTER

pytestmark = pytest.mark.anyio

FIXTURES = Path(__file__).parents[1] / "fixtures"
WORDS = ("sweep", "tower", "umbrella", "floors")
"""Words of the made-up licensed texts, in no other source."""

STRANGE = """
MATCH (s:Source {name: 'starter'}) WITH s LIMIT 1
CREATE (a:Code {key: 'X:1', system: 'X', display: '', notes: ['a;b', '', 'line\nbreak "q"'],
  names: ['x:1'], valid_from: date('2025-01-31'), billable: false, relative_weight: 2.0,
  brand_new: date('2020-02-29')})
CREATE (a)-[:STATED_BY {load: 'm', display: '', relative_weight: 1.0, lists: [1.5, 2.0]}]->(s)
CREATE (a)-[:CHILD_OF {source: s.key, id: '', load: 'm'}]->(a)
"""


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


async def empty(graph: Graph) -> None:
    await graph.write_auto("MATCH (n) CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF 10000 ROWS", timeout=60)


def everything(folder: Path) -> str:
    return "\n".join(
        file.read_text("utf-8", "replace") for file in sorted(folder.rglob("*")) if file.is_file()
    )


@pytest.fixture(scope="module")
async def full(open_graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The starter data with licensed texts, two editions of a list, and all that is derived."""
    await empty(open_graph)
    await load(open_graph, STARTER, STARTER.default() if STARTER.default else (), {})
    await load(open_graph, CPT, [FIXTURES / "cpt"], {"licence": "yes"})
    folder = tmp_path_factory.mktemp("editions") / "list"
    folder.mkdir()
    (folder / "2024.txt").write_text("A group a\nB group b\n1 code one A\n2 code two A\n")
    (folder / "2025.txt").write_text("A group a\nB group b\n1 code one B\n3 code three A\n")
    await load(open_graph, MADE, sorted(folder.iterdir()), {})
    await derive(open_graph, folder=folder.parent / "similar")
    return open_graph


@pytest.fixture(scope="module")
async def kgx(full: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "kgx"
    await export(full, folder, FileFormat.KGX)
    return folder


@pytest.fixture(scope="module")
async def bulk(full: Graph, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files") / "bulk"
    await export(full, folder, FileFormat.NEO4J_ADMIN)
    return folder


@pytest.mark.parametrize("hidden", [False, True])
async def test_licensed_texts_stay_behind(full: Graph, tmp_path: Path, hidden: bool) -> None:
    """Hidden or not; what others say of the same code leaves, and the manifest says what stayed."""
    await hide_licensed(full, hidden)
    made = await export(full, tmp_path / "out", FileFormat.JSONL)
    await hide_licensed(full, False)
    text = everything(tmp_path / "out").lower()
    assert not [word for word in WORDS if word in text]
    assert '"key":"cpt:99901"' in text
    assert made["withheld"] == ["SOURCE:cpt/descriptors-2031"]
    assert "cpt/descriptors-2031" not in json.dumps(made["sources"])


async def test_they_leave_where_they_are_asked_for_by_name(full: Graph, tmp_path: Path) -> None:
    made = await export(full, tmp_path / "out", FileFormat.JSONL, licensed=["cpt"])
    assert made["withheld"] == []
    assert "A cleaner sweeps your tower." in everything(tmp_path / "out")
    with pytest.raises(SettingsError, match="these are: cpt"):
        await export(full, tmp_path / "other", FileFormat.JSONL, licensed=["starter"])


async def test_the_manifest_counts_and_names_releases_and_licences(full: Graph, tmp_path: Path) -> None:
    made = await export(full, tmp_path / "out", FileFormat.JSONL)
    for file in made["files"]:
        content = (tmp_path / "out" / file["path"]).read_bytes()
        assert (content.count(b"\n"), len(content)) == (file["rows"], file["bytes"])
    assert sum(file["rows"] for file in made["files"]) == made["nodes"] + made["edges"]
    starter = next(source for source in made["sources"] if source["key"] == "SOURCE:starter")
    assert starter["licence"]
    assert starter["sha256"]
    with pytest.raises(InputError, match="not empty"):
        await export(full, tmp_path / "out", FileFormat.JSONL)


def ancestors(model: dict[str, Any], name: str) -> set[str]:
    return {name}.union(*(ancestors(model, parent) for parent in model["classes"][name]))


def test_kgx_keeps_the_rules_of_the_biolink_model(kgx: Path) -> None:
    """Categories and predicates are the model's, ends are in its domains and ranges."""
    model = json.loads((FIXTURES / "biolink" / "model.json").read_text())
    nodes = [json.loads(line) for line in (kgx / "nodes.jsonl").read_text("utf-8").splitlines()]
    category = {node["id"]: node["category"][0].removeprefix("biolink:") for node in nodes}
    assert len(category) == len(nodes)
    for identifier, name in category.items():
        assert re.fullmatch(r"[A-Z0-9]+:[A-Za-z0-9._~:/%+-]+", identifier)
        assert "NamedThing" in ancestors(model, name)
    seen = set()
    for line in (kgx / "edges.jsonl").read_text("utf-8").splitlines():
        edge = json.loads(line)
        assert edge["id"] not in seen
        seen.add(edge["id"])
        predicate = model["predicates"][edge["predicate"].removeprefix("biolink:")]
        for end, side in (("subject", "domain"), ("object", "range")):
            assert predicate.get(side, "NamedThing") in ancestors(model, category[edge[end]]), edge
        assert edge["knowledge_level"] in model["knowledge_level"]
        assert edge["agent_type"] in model["agent_type"]
        assert edge["primary_knowledge_source"].startswith("infores:")
    assert len(seen) > 500


def test_neo4j_admin_files_have_a_value_for_every_heading(bulk: Path) -> None:
    """As many cells as headings in every row (texts are quoted, so that a comma in one is none)."""
    files = [*bulk.glob("nodes/*.csv"), *bulk.glob("edges/*.csv")]
    kinds = {Rel.STATED_BY, Rel.SIMILAR_TO, Rel.LACKED_BY, Rel.FORMER}
    assert {file.stem for file in files} >= {Label.CODE, Label.SOURCE, *kinds}
    for file in files:
        heading, _, rest = file.read_text("utf-8").partition("\n")
        cells = re.sub(r'"(?:[^"]|"")*"', "", rest)
        assert {row.count(",") for row in cells.splitlines()} == {heading.count(",")}
    arguments = (bulk / "import.args").read_text()
    assert arguments.endswith("--id-type=string\n")  # a database's name may follow
    assert "--nodes=nodes/Code.csv\n" in arguments
    assert "--relationships=edges/STATED_BY.csv\n" in arguments


async def test_an_import_gives_the_graph_that_was_exported(full: Graph, tmp_path: Path) -> None:
    """Every format that can be read; with values that the model does not foresee. It empties the graph."""
    await full.write(STRANGE)
    before = await lines(full)
    for format in READABLE:
        await export(full, tmp_path / format, format, licensed=["cpt"])
    with pytest.raises(InputError, match="the graph is not empty"):
        await import_(full, tmp_path / "csv")
    for format in READABLE:
        await empty(full)
        await import_(full, tmp_path / format)
        assert await lines(full) == before


async def test_what_is_no_whole_export_is_refused(graph: Graph, kgx: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no manifest"):
        await import_(graph, tmp_path)
    with pytest.raises(InputError, match="for other programs"):
        await import_(graph, kgx)
    await graph.write("CREATE (:Code {key: 'A:1'})")
    made = await export(graph, tmp_path / "out", FileFormat.CSV)
    path = tmp_path / "out" / made["files"][0]["path"]
    path.write_text(path.read_text() + "X:2\n")
    with pytest.raises(InputError, match="checksum"):
        await import_(graph, tmp_path / "out")
