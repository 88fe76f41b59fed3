"""Several editions of one source: the same graph in whatever order they are loaded, unloaded and reloaded."""

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from support.made_editions import FILES, MADE, parts

from medcodegraph.errors import InputError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.whole.dump import dump
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import load, unload
from medcodegraph.loaders.source import Loader

pytestmark = pytest.mark.anyio


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    return {name.removesuffix(".txt"): tmp_path / name for name in FILES}


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


async def codes(graph: Graph) -> dict[str, tuple[Any, ...]]:
    """Wording, status and days of each code, and its parent."""
    rows = await graph.read(
        "MATCH (c:Code) RETURN c.code AS code, c.display AS display, c.status AS status, c.valid_from AS"
        " since, c.valid_to AS until, COLLECT { MATCH (c)-[:CHILD_OF]->(a) RETURN DISTINCT a.code } AS above"
    )
    return {row["code"]: tuple(list(row.values())[1:]) for row in rows}


async def test_a_newer_edition_adds_ends_and_revises(graph: Graph, files: dict[str, Path]) -> None:
    """Codes it adds begin with it, codes it lacks end the day before; its wording and its edges count."""
    await load(graph, MADE, [files["list/2001"], files["list/2002"]], {})
    begins, ended = date(2002, 1, 1), date(2001, 12, 31)
    assert await codes(graph) == {
        "G": ("G", "active", None, None, []),
        "H": ("H", "active", begins, None, ["G"]),
        "A": ("Ape", "active", None, None, ["H"]),
        "B": ("Bob", "active", date(2000, 1, 1), None, ["G"]),
        "C": ("Cat", "retired", None, ended, ["G"]),
        "D": ("Dog", "active", begins, None, ["G"]),
    }
    former = await graph.read(
        "MATCH (a)-[f:FORMER {kind: 'CHILD_OF'}]->(b) RETURN a.code + ' ' + b.code AS was ORDER BY was"
    )
    assert [row["was"] for row in former] == ["A G", "B G"]


async def test_a_code_that_reappears_is_valid_again(graph: Graph, files: dict[str, Path]) -> None:
    await load(graph, MADE, [files["list/2001"], files["list/2002"], files["list/2003"]], {})
    found = await codes(graph)
    assert found["C"] == ("Cow", "active", date(2003, 1, 1), None, ["H"])
    assert found["B"] == ("Bob", "retired", date(2000, 1, 1), date(2002, 12, 31), ["G"])


async def test_two_files_of_one_release_together_are_its_list(graph: Graph, files: dict[str, Path]) -> None:
    """A code that only one of them lists (the top) has not ended; the older release's code has, by both."""
    await load(graph, MADE, [files["tree/2002"], files["list/2001"], files["list/2002"]], {})
    found = await codes(graph)
    assert found["Z"] == ("Top", "active", None, None, [])
    assert found["C"][1:3] == ("retired", None)
    assert found["A"][0] == "Ape"


async def test_an_older_file_of_another_kind_does_not_undo_a_newer_one(
    graph: Graph, files: dict[str, Path]
) -> None:
    await load(graph, MADE, [files["tree/2002"], files["list/2001"]], {})
    found = await codes(graph)
    assert (found["A"][0], found["C"][1], found["C"][3]) == ("Ape", "retired", date(2001, 12, 31))


async def test_the_order_of_editions_does_not_matter(graph: Graph, files: dict[str, Path]) -> None:
    """In any order, with one of them reloaded by force, another loaded and unloaded: the same graph."""
    graphs = set()
    for number, order in enumerate(permutations(FILES)):
        if number % 5 == 0:  # 5 of the 24, each beginning with a different one
            for name in order:
                await load(graph, MADE, [files[name.removesuffix(".txt")]], {})
            await load(graph, MADE, [files["list/2002"]], {}, Manner(force=True))
            graphs.add("\n".join(await lines(graph)))
            await unload(graph, "made")
            assert await lines(graph) == ["0 nodes, 0 edges"]
    assert len(graphs) == 1


async def test_unloading_an_edition_leaves_the_graph_of_the_others(
    graph: Graph, files: dict[str, Path]
) -> None:
    for name in files:
        await load(graph, MADE, [files[other] for other in files if other != name], {})
        rest = await lines(graph)
        await load(graph, MADE, [files[name]], {})
        assert await lines(graph) != rest
        await unload(graph, f"made/{name.replace('/2', '-2')}")
        assert await lines(graph) == rest
        await unload(graph, "made")


async def test_a_corrected_file_of_an_edition_replaces_it(graph: Graph, files: dict[str, Path]) -> None:
    """The older file is corrected, then the newer one: as if they had been correct from the start."""
    right = {
        "list/2001": FILES["list/2001.txt"] + "\nD code Dig G",
        "list/2002": FILES["list/2002.txt"].replace("B code Bob G\n", "") + "\nC code Cat H",
    }
    await load(graph, MADE, [files["list/2001"], files["list/2002"]], {})
    for name, text in right.items():
        files[name].write_text(text)
        await load(graph, MADE, [files[name]], {})
    mended = await lines(graph)
    found = await codes(graph)
    assert (found["D"][2], found["C"][1], found["B"][1]) == (None, "active", "retired")
    await unload(graph, "made")
    await load(graph, MADE, [files["list/2001"], files["list/2002"]], {})
    assert await lines(graph) == mended


async def test_another_source_loaded_later_does_not_revive_a_code(
    graph: Graph, files: dict[str, Path], tmp_path: Path
) -> None:
    """A source of lower rank that still states an ended code, loaded last and unloaded again."""
    await load(graph, MADE, [files["list/2001"], files["list/2002"]], {})
    before = await lines(graph)
    other = tmp_path / "page" / "any.txt"
    other.parent.mkdir()
    other.write_text("C code -")
    await load(graph, Loader("page", "", "", 5, parts), [other], {})
    assert (await codes(graph))["C"][:4] == ("Cat", "retired", None, date(2001, 12, 31))
    await unload(graph, "page")
    assert await lines(graph) == before


async def test_an_edition_that_is_not_complete_ends_nothing(graph: Graph, files: dict[str, Path]) -> None:
    """A newer list whose load was interrupted says nothing about codes it lacks."""
    await load(graph, MADE, [files["list/2002"]], {})
    await graph.write(
        "MATCH (s:Source) SET s.state = 'loading' WITH s MATCH (:Code {code: 'B'})-[c]->(s) DELETE c"
    )
    await load(graph, MADE, [files["list/2001"]], {})
    assert (await codes(graph))["C"][1] == "active"
    await load(graph, MADE, [files["list/2002"]], {})
    assert (await codes(graph))["C"][1] == "retired"
    assert (await codes(graph))["B"][1] == "active"


async def test_an_edition_of_unknown_release_is_refused_beside_others(
    graph: Graph, files: dict[str, Path], tmp_path: Path
) -> None:
    unknown = tmp_path / "list" / "any.txt"
    unknown.write_text("A code Ant")
    await load(graph, MADE, [files["list/2001"]], {})
    before = await lines(graph)
    with pytest.raises(
        InputError, match=r"any.txt: its release is unknown, and made/list-2001 is loaded: specify"
    ):
        await load(graph, MADE, [unknown], {})
    assert await lines(graph) == before
    await unload(graph, "made")
    await load(graph, MADE, [unknown], {})
    with pytest.raises(InputError, match=r"2001.txt: the release of made/list, which is loaded, is unknown"):
        await load(graph, MADE, [files["list/2001"]], {})


async def test_across_a_missing_list_a_day_is_only_known_to_be_no_later(
    graph: Graph, files: dict[str, Path]
) -> None:
    """2001 and 2003 are loaded: new and missing codes began and ended at some time in between."""
    await load(graph, MADE, [files["list/2001"], files["list/2003"]], {})
    rows = await graph.read(
        "MATCH (c:Code) WHERE c.code IN ['B', 'D'] RETURN c.code AS code, c.status AS status,"
        " c.valid_from AS since, c.valid_from_by AS since_by, c.valid_to AS until, c.valid_to_by AS until_by"
    )
    assert {row["code"]: tuple(list(row.values())[1:]) for row in rows} == {
        "B": ("retired", date(2000, 1, 1), None, None, date(2002, 12, 31)),
        "D": ("active", None, date(2003, 1, 1), None, None),
    }
    query = find("release_changes").text
    found = await graph.read(query, {"source": "made", "before": "2001", "after": "2003", "series": None})
    assert {
        (row["code"], row["change"]): (row["day"], row["by"]) for row in found if row["change"] != "revised"
    } == {
        ("T:D", "added"): (None, date(2003, 1, 1)),
        ("T:H", "added"): (None, date(2003, 1, 1)),
        ("T:B", "ended"): (None, date(2002, 12, 31)),
    }
    await load(graph, MADE, [files["list/2002"]], {})
    assert (await codes(graph))["D"][2] == date(2002, 1, 1)


async def test_each_edition_says_what_it_changed_from_the_one_before(
    graph: Graph, files: dict[str, Path]
) -> None:
    """Codes that are added, gone or stated differently, in its own series; loaded in another order."""
    for name in ("list/2003", "list/2001", "tree/2002", "list/2002"):
        await load(graph, MADE, [files[name]], {})
    assert await changed(graph) == {
        "list-2002": ["A", "B", "C", "D", "H"],
        "list-2003": ["B", "C"],
    }
    await unload(graph, "made/list-2002")
    assert await changed(graph) == {"list-2003": ["A", "B", "C", "D", "H"]}
    await unload(graph, "made/list-2001")
    assert await changed(graph) == {}


@pytest.mark.parametrize(("before", "after"), [("2001", "2002"), ("2002", "2003"), ("2001", "2003")])
async def test_what_changed_is_the_same_whether_it_was_noted_or_not(
    graph: Graph, files: dict[str, Path], before: str, after: str
) -> None:
    """Over one edition or several; not noted, or not of the loads that are there."""
    await load(graph, MADE, [files[f"list/{year}"] for year in ("2001", "2002", "2003")], {})
    values = {"source": "made", "before": before, "after": after, "series": None}
    noted = await graph.read(find("release_changes").text, values)
    assert noted
    for change in ("SET s.compared = null", "SET s.load = 'another'", "SET s.compared = s.compared + '!'"):
        await graph.write(f"MATCH (s:Source {{key: 'SOURCE:made/list-{after}'}}) {change}")
        await graph.write("MATCH ()-[e:CHANGED_IN]->() DELETE e")
        assert await graph.read(find("release_changes").text, values) == noted
    await unload(graph, "made")
    for name in ("list/2003", "list/2001", "list/2002"):
        await load(graph, MADE, [files[name]], {})
    await load(graph, MADE, [files["list/2002"]], {}, Manner(force=True))
    assert await graph.read(find("release_changes").text, values) == noted


async def changed(graph: Graph) -> dict[str, list[str]]:
    """The codes that each edition changed."""
    rows = await graph.read(
        "MATCH (c:Code)-[:CHANGED_IN]->(s:Source) WITH s, c.code AS code ORDER BY code"
        " RETURN split(s.key, '/')[1] AS edition, collect(code) AS codes"
    )
    return {row["edition"]: row["codes"] for row in rows}
