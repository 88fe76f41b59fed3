"""A dry run changes nothing, and the real load then does exactly what it reported."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from support.made_editions import FILES, MADE

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.whole.dump import dump
from medcodegraph.loaders.pipeline.preview import preview
from medcodegraph.loaders.pipeline.run import load
from medcodegraph.loaders.source import Loader, Options, Part
from medcodegraph.loaders.sources.icd10 import cm as icd10cm
from medcodegraph.loaders.sources.starter import loader as starter

pytestmark = pytest.mark.anyio

FIXTURES = Path(__file__).parents[2] / "fixtures" / "icd10cm"
ORDER = FIXTURES / "icd10cm_order_2031.txt"
Facts = dict[tuple[str, ...], str]
_NOT_FACTS = {"load", "source", "id", "kind"}


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


def facts(dumped: list[str], source: str) -> Facts:
    """Nodes, and edges of a source, each with its properties; a FORMER edge has its original kind."""
    found: Facts = {}
    for line in dumped[1:]:
        head, brace, text = line.partition(" {")
        properties = json.loads(brace.strip() + text)
        if " -" not in head:
            label, key = head.split(" ", 1)
            if label != "Source":
                found[label, key] = json.dumps(properties)
            continue
        start, _, rest = head.partition(" -")
        kind, _, end = rest.partition("-> ")
        if str(properties.get("source", "")).startswith(source) and kind != "STATED_BY":
            place = (properties.get("kind", kind), start, end.partition(" [")[0], properties["source"])
            told = {name: value for name, value in properties.items() if name not in _NOT_FACTS}
            found[(*place, properties["id"])] = json.dumps(told)
    return found


def compared(before: Facts, after: Facts) -> Counter[tuple[str, str]]:
    """How many of each kind were added, changed (or ended) and removed."""
    counts: Counter[tuple[str, str]] = Counter()
    for place in before.keys() | after.keys():
        if place not in before:
            counts[place[0], "added"] += 1
        elif place not in after:
            counts[place[0], "removed"] += 1
        elif before[place] != after[place]:
            was, now = (json.loads(text).get("status") for text in (before[place], after[place]))
            counts[place[0], "ended" if now == "retired" != was else "changed"] += 1
    return counts


async def tried_and_done(graph: Graph, loader: Loader, file: list[Path]) -> Counter[tuple[str, str]]:
    """Preview a load, run it, and check that the preview was right; returns the preview."""
    before = await lines(graph)
    (told,) = await preview(graph, loader, file, {})
    assert await lines(graph) == before
    said = Counter({(change.kind, change.change): change.count for change in told.changes})
    for change in told.changes:
        assert len(change.examples) == min(change.count, 3)
    await load(graph, loader, file, {})
    after = await lines(graph)
    source = f"SOURCE:{told.part}"
    assert compared(facts(before, source), facts(after, source)) == said
    return said


def _plain() -> Loader:
    """A loader of lower rank that states the same about ended codes, without editions."""

    def parts(paths: Sequence[Path], options: Options) -> list[Part]:
        return [replace(part, name="plain", edition=None) for part in MADE.parts(paths, options)]

    return Loader("plain", "", "", 5, parts)


async def test_each_of_several_editions_is_previewed(graph: Graph, tmp_path: Path) -> None:
    """Newer and older ones, in an order that ends, revives and rewords codes; then a corrected one."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    await tried_and_done(graph, MADE, [tmp_path / "list/2001.txt"])
    said = await tried_and_done(graph, MADE, [tmp_path / "list/2003.txt"])
    assert said["Code", "ended"] == 1
    said = await tried_and_done(graph, _plain(), [tmp_path / "list/2001.txt"])
    assert said["IN_SYSTEM", "added"] == 4
    assert said["Code", "added"] == 0
    await tried_and_done(graph, MADE, [tmp_path / "tree/2002.txt"])
    await tried_and_done(graph, MADE, [tmp_path / "list/2002.txt"])
    mended = tmp_path / "list/2003.txt"
    mended.write_text(mended.read_text().replace("A code Ape H\n", "").replace("Dog G", "Dag H"))
    said = await tried_and_done(graph, MADE, [mended])
    assert said == {
        ("Code", "changed"): 1,
        ("Code", "ended"): 1,
        ("IN_SYSTEM", "removed"): 1,
        ("CHILD_OF", "added"): 1,
        ("CHILD_OF", "removed"): 2,
    }


async def test_other_sources_are_taken_into_account(graph: Graph, tmp_path: Path) -> None:
    """Codes of the starter data set that the order file also words, or would delete; also its documents."""
    await tried_and_done(graph, icd10cm.LOADER, [ORDER])
    folder = Path(starter.__file__).parent / "data"
    said = await tried_and_done(graph, starter.LOADER, [folder])
    assert said["Procedure", "added"] > 0
    (again,) = await preview(graph, starter.LOADER, [folder], {})
    assert (again.state, again.changes) == ("unchanged", [])
    (forced,) = await preview(graph, starter.LOADER, [folder], {}, force=True)
    assert (forced.state, forced.changes) == ("changed", [])
    order = tmp_path / ORDER.name
    order.write_text(ORDER.read_text().replace("A000 ", "A009 "))
    said = await tried_and_done(graph, icd10cm.LOADER, [order])
    assert (said["Code", "added"], said["Code", "removed"]) == (1, 1)
