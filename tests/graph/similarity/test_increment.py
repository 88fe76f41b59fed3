"""Small loads and unloads bring similar codes up to date: with the edges of a full derivation."""

import json
import random
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from medcodegraph.graph import changes
from medcodegraph.graph.derive import derive
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.similarity import derive as rules
from medcodegraph.graph.similarity.derive import _Derivation
from medcodegraph.loaders.pipeline.run import load, unload
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance

pytestmark = pytest.mark.anyio

_EDGES = """
MATCH (a:Code)-[similar:SIMILAR_TO]->(b:Code)
RETURN a.key AS a, b.key AS b, properties(similar) AS facts ORDER BY a, b
"""
_INFORMED = "MATCH (c:Condition) RETURN c.key AS key, c.information_content AS content ORDER BY key"
_WORDS = ["heart", "valve", "repair", "stent", "graft", "open", "left", "right", "acute", "chronic"]


def _facts(path: Path, report: Report, _names: Names) -> Iterator[Fact]:
    for label, key, properties in (said := json.loads(path.read_text()))["nodes"]:
        report.rows += 1
        yield Node(Label(label), key, properties)
    for kind, start, end, properties in said["edges"]:
        ends = ((Label(label), key) for label, key in (start, end))
        yield Edge(Rel(kind), *ends, properties)


def _parts(paths: Sequence[Path], _options: Options) -> list[Part]:
    provenance = Provenance("Made up", "Tests", "https://example.org", "CC0-1.0")
    return [Part(f"made/{path.stem}", [path], provenance, partial(_facts, path)) for path in paths]


MADE = Loader("made", "Made up", "JSON", 10, _parts)


class _Files:
    """Files of random facts about few things: some are of codes, some of what leads to them."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._folder, self._chance = folder, random.Random(seed)
        self.codes = [f"T{number % 2}:{number:03}" for number in range(40)]

    def write(self, name: str) -> Path:
        """A file of this name, with other facts each time."""
        nodes: list[Any] = []
        edges: list[Any] = []
        if name.startswith("codes"):
            said = [" ".join(self._chance.sample(_WORDS, 3)) for _ in range(25)]
            nodes = [["Code", key, {"display": text}] for key, text in zip(self._some(25), said, strict=True)]
            below, above = nodes[-1][1], nodes[0][1]
            edges.append(["CHILD_OF", ["Code", below], ["Code", above], {}])
            edges.append(["REPLACED_BY", ["Code", nodes[1][1]], ["Code", nodes[2][1]], {}])
            edges.append(["MAPS_TO", ["Code", nodes[3][1]], ["Code", nodes[4][1]], {"map": "m"}])
        else:
            policy, condition = f"NCD:{name.upper()}", f"MONDO:{self._chance.randrange(3)}"
            some = self._some(6)
            nodes = [["Policy", policy, {"title": name}], ["Condition", condition, {"name": condition}]]
            nodes += [["Code", key, {}] for key in some]
            covers, about = ["Policy", policy], ["Condition", condition]
            edges = [["COVERS", covers, ["Code", key], {"stance": "covered"}] for key in some[:4]]
            edges += [["CLASSIFIES", ["Code", key], about, {"match": "exact"}] for key in some[3:]]
        path = self._folder / f"{name}.json"
        path.write_text(json.dumps({"nodes": nodes, "edges": edges}))
        return path

    def _some(self, count: int) -> list[str]:
        return sorted(self._chance.sample(self.codes, count))


async def _stand(graph: Graph) -> tuple[Any, Any]:
    return await graph.read(_EDGES), await graph.read(_INFORMED)


@pytest.mark.parametrize("seed", [1, 2])
async def test_loads_edits_and_unloads_leave_the_edges_of_a_full_derivation(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    full: list[int] = []
    whole = _Derivation.all

    async def counted(self: _Derivation) -> int:
        full.append(1)
        return await whole(self)

    monkeypatch.setattr(_Derivation, "all", counted)
    files, bring = _Files(tmp_path, seed), partial(derive, folder=tmp_path / "similar")
    await load(graph, MADE, [files.write(name) for name in ("codes1", "codes2", "p1")], {}, derive=bring)
    assert len(full) == 1
    for name in ("p2", "p1", "codes1", "-p2", "p3", "-codes2", "codes2"):
        full.clear()
        if name.startswith("-"):
            await unload(graph, f"made/{name[1:]}", derive=bring)
        else:
            await load(graph, MADE, [files.write(name)], {}, derive=bring)
        assert not full or name == "codes2", f"{name}: everything was compared"
        small = await _stand(graph)
        await bring(graph, full=True)
        assert small == await _stand(graph), name


@pytest.mark.parametrize("lost", [True, False], ids=["lost", "of another version"])
async def test_an_unusable_snapshot_costs_a_full_derivation(
    graph: Graph, tmp_path: Path, *, lost: bool
) -> None:
    files, bring = _Files(tmp_path, 3), partial(derive, folder=tmp_path / "similar")
    await load(graph, MADE, [files.write("codes1"), files.write("p1")], {}, derive=bring)
    name = tmp_path / "similar" / "derivation.txt"
    if lost:
        name.unlink()
    else:  # with files that this version does not know
        name.write_text(name.read_text().partition(" ")[2])
        for file in name.parent.glob("*.npy"):
            file.unlink()
    await load(graph, MADE, [files.write("p2")], {}, derive=bring)
    small = await _stand(graph)
    await bring(graph, full=True)
    assert small == await _stand(graph)


async def test_other_rules_cost_a_full_derivation(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new version of this software brings the pairs up to date, although nothing was loaded since."""
    files, bring = _Files(tmp_path, 5), partial(derive, folder=tmp_path / "similar")
    await load(graph, MADE, [files.write("codes1"), files.write("p1")], {}, derive=bring)
    pairs = "MATCH (:Code)-[s:SIMILAR_TO]->(:Code) WHERE s.score = -1 RETURN count(s) AS wrong"
    await graph.write("MATCH (:Code)-[s:SIMILAR_TO]->(:Code) WITH s LIMIT 1 SET s.score = -1, s.load = 'x'")
    await bring(graph)
    assert await graph.read(pairs) == [{"wrong": 1}]
    monkeypatch.setattr(rules, "VERSION", "another")
    await bring(graph)
    assert await graph.read(pairs) == [{"wrong": 0}]


async def test_what_changed_is_noted_only_until_it_is_derived(graph: Graph, tmp_path: Path) -> None:
    files, bring = _Files(tmp_path, 4), partial(derive, folder=tmp_path / "similar")
    noted = (
        f"MATCH (s:Source {{key: '{changes.SIMILAR}'}}) RETURN s.changed AS what, s.changed_codes AS codes"
    )
    await load(graph, MADE, [files.write("codes1"), files.write("p1")], {})
    assert await graph.read(noted) == []
    await bring(graph)
    await load(graph, MADE, [files.write("p2")], {})
    (row,) = await graph.read(noted)
    assert {"Policy", "Code", "COVERS", "CLASSIFIES"} <= set(row["what"])
    assert len(row["codes"]) == 6
    await bring(graph)
    assert await graph.read(noted) == [{"what": None, "codes": None}]
