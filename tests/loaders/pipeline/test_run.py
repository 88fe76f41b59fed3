"""The one pipeline, with small made-up loaders: nothing duplicated, nothing lost, other sources untouched."""

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from medcodegraph.errors import InputError, MedcodegraphError, NotFoundError, SettingsError
from medcodegraph.graph.derive import derive
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Document, Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.whole.dump import dump
from medcodegraph.graph.write import source
from medcodegraph.loaders.pipeline.load_part import Manner, Outcome
from medcodegraph.loaders.pipeline.run import load, sources, unload
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance

pytestmark = pytest.mark.anyio

SYSTEM = (Label.CODE_SYSTEM, "SYSTEM:HCPCS")


def facts(file: Path, options: Options, report: Report, names: Names) -> Iterator[Fact]:
    """A line is `code display`, `code > other` (replaced by), `code < other` (child of), `cite code title`,
    `ask name` or `bad ...`.
    """
    yield Node(*SYSTEM, {"name": "HCPCS"})
    for line, text in enumerate(file.read_text("utf-8").splitlines(), start=1):
        report.rows += 1
        match text.split(maxsplit=2):
            case ["bad", *_]:
                report.reject(file, line, "bad row", text)
            case ["cite", code, title]:
                document = Document(f"SOURCE:{part_name(file)}/{title}", title, "P", "https://example.org")
                yield document
                yield Node(Label.CODE, f"HCPCS:{code}", {"description": title}, cites=document.key)
            case ["ask", name, *_]:
                key = names.key(Label.CONDITION, name) or f"CONDITION:{name.lower()}"
                yield Node(Label.CONDITION, key, {"name": name})
            case ["condition", key, synonyms]:
                name, *others = synonyms.split()
                yield Node(Label.CONDITION, key, {"name": name, "synonyms": list(others)})
            case ["wrong", *_]:
                yield Node(Label.CODE, "HCPCS:W", {"colour": "red"})
            case [code, "<", other]:
                yield Edge(Rel.CHILD_OF, (Label.CODE, f"HCPCS:{code}"), (Label.CODE, f"HCPCS:{other}"))
            case [code, ">", other]:
                yield Edge(Rel.REPLACED_BY, (Label.CODE, f"HCPCS:{code}"), (Label.CODE, f"HCPCS:{other}"))
            case [code, display]:
                yield Node(Label.CODE, f"HCPCS:{code}", {"display": display + options.get("suffix", "")})
                yield Edge(Rel.IN_SYSTEM, (Label.CODE, f"HCPCS:{code}"), SYSTEM)


def part_name(file: Path) -> str:
    return f"lines/{file.stem}"


def made(rank: int = 10, name: str = "lines") -> Loader:
    def parts(paths: Sequence[Path], options: Options) -> list[Part]:
        return [
            Part(
                part_name(file),
                [file],
                Provenance(f"Lines of {file.stem}", "P", "https://example.org", "CC0"),
                lambda report, names, file=file: facts(file, options, report, names),  # type: ignore[misc]
                needs=(Label.CONDITION,),
            )
            for file in paths
        ]

    return Loader(name, "Lines", "lines", rank, parts, {"suffix": "what every display ends with"})


LINES = made()


async def run(
    graph: Graph, folder: Path, name: str, text: str, loader: Loader = LINES, **how: Any
) -> Outcome:
    """Write a file and load it."""
    file = folder / f"{name}.txt"
    file.write_text("\n".join(text.split("; ")), "utf-8")
    rest = {name: how.pop(name) for name in ("progress", "derive") if name in how}
    return (await load(graph, loader, [file], how.pop("options", {}), Manner(**how), **rest))[0]


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


async def retrieved(graph: Graph) -> list[Any]:
    return [row["retrieved_at"] for row in await sources(graph)]


async def test_a_load_counts_what_it_states(graph: Graph, tmp_path: Path) -> None:
    outcome = await run(graph, tmp_path, "a", "Q1 one; Q2 two; Q1 > Q2; Q1 again")
    assert (outcome.state, outcome.nodes, outcome.edges, outcome.swept) == ("loaded", 3, 3, 0)
    assert outcome.report.rows == 4
    source = (await sources(graph))[0]
    assert (source["source"], source["state"], source["nodes"]) == ("SOURCE:lines/a", "complete", 3)
    assert len(source["sha256"]) == 64


async def test_the_same_file_twice_changes_nothing(graph: Graph, tmp_path: Path) -> None:
    await run(graph, tmp_path, "a", "Q1 one; Q2 two; Q1 > Q2")
    before, clock = await lines(graph), await retrieved(graph)
    outcome = await run(graph, tmp_path, "a", "Q1 one; Q2 two; Q1 > Q2")
    assert (outcome.state, outcome.nodes, outcome.edges, outcome.report.rows) == ("unchanged", 3, 3, 3)
    assert await lines(graph) == before
    assert await retrieved(graph) == clock


async def test_a_forced_load_of_the_same_file_gives_the_same_graph(graph: Graph, tmp_path: Path) -> None:
    await run(graph, tmp_path, "a", "Q1 one; cite Q1 news; Q2 two; Q1 > Q2")
    before = await lines(graph)
    await graph.write("MATCH (c:Code {key: 'HCPCS:Q1'})-[e:REPLACED_BY]->() DELETE e")
    outcome = await run(graph, tmp_path, "a", "Q1 one; cite Q1 news; Q2 two; Q1 > Q2", force=True)
    assert (outcome.state, outcome.swept) == ("loaded", 0)
    assert await lines(graph) == before


async def test_other_options_are_another_load(graph: Graph, tmp_path: Path) -> None:
    await run(graph, tmp_path, "a", "Q1 one")
    outcome = await run(graph, tmp_path, "a", "Q1 one", options={"suffix": "!"})
    assert outcome.state == "loaded"
    assert any('"one!"' in line for line in await lines(graph))


async def test_a_new_release_gives_the_graph_it_gives_on_its_own(graph: Graph, tmp_path: Path) -> None:
    new = "Q1 uno; Q3 three; cite Q3 news; Q1 > Q3"
    await run(graph, tmp_path, "a", new)
    alone = await lines(graph)
    await unload(graph, "lines")
    await run(graph, tmp_path, "a", "Q1 one; Q2 two; cite Q1 gone; cite Q3 old; Q1 > Q2; Q2 > Q1")
    outcome = await run(graph, tmp_path, "a", new)
    assert await lines(graph) == alone
    assert outcome.swept == 6  # three edges of Q1 and Q2, and what was said of Q2 or in the documents


async def test_the_order_of_sources_does_not_matter(graph: Graph, tmp_path: Path) -> None:
    said = {"a": ("Q1 a; Q2 a; Q1 > Q2", made(10)), "b": ("Q1 b; cite Q2 news; Q1 > Q2; Q2 here", made(20))}
    graphs = []
    for order in ("ab", "ba"):
        for name in order:
            await run(graph, tmp_path, name, *said[name])
        graphs.append(await lines(graph))
        await unload(graph, "lines")
    assert graphs[0] == graphs[1]


async def test_unloading_leaves_exactly_the_rest(graph: Graph, tmp_path: Path) -> None:
    await run(graph, tmp_path, "a", "Q1 a; Q2 a; Q1 > Q2; condition MONDO:1 one")
    rest = await lines(graph)
    await run(graph, tmp_path, "b", "Q1 b; cite Q2 news; Q2 b; Q3 b; Q1 > Q2; Q3 > Q1", made(20))
    assert (await unload(graph, "lines/b"))[0] > 0
    assert await lines(graph) == rest
    assert (await unload(graph, "lines"))[0] > 0
    assert await lines(graph) == ["0 nodes, 0 edges"]
    with pytest.raises(NotFoundError, match="lines"):
        await unload(graph, "lines")


async def test_an_edge_without_its_ends_is_rejected_and_the_rest_is_loaded(
    graph: Graph, tmp_path: Path
) -> None:
    outcome = await run(graph, tmp_path, "a", "Q1 > Q9; Q1 one; Q2 two; Q1 > Q2", max_rejects=0.3)
    assert outcome.edges == 3
    [reject] = outcome.report.rejects
    assert reject.row == "REPLACED_BY from HCPCS:Q1 to HCPCS:Q9"
    assert "HCPCS:Q9" in reject.reason
    assert (await sources(graph))[0]["rows_rejected"] == 1


async def test_too_many_rejected_rows_leave_the_graph_as_it_was(graph: Graph, tmp_path: Path) -> None:
    folder = tmp_path / "rejects"
    await run(graph, tmp_path, "a", "Q1 one; Q2 two", rejects=folder)
    before = await lines(graph)
    assert not folder.exists()
    with pytest.raises(InputError, match=r"2 of 3 rows.*more than 50%.*a.txt:2: bad row"):
        await run(graph, tmp_path, "a", "Q1 uno; bad 1; bad 2", max_rejects=0.5, rejects=folder)
    assert await lines(graph) == before
    with (folder / "lines" / "a.csv").open(newline="") as stream:
        listed = list(csv.DictReader(stream))
    assert [(row["line"], row["reason"], row["row"]) for row in listed] == [
        ("2", "bad row", "bad 1"),
        ("3", "bad row", "bad 2"),
    ]
    await run(graph, tmp_path, "a", "Q1 uno", rejects=folder)
    assert not (folder / "lines" / "a.csv").exists()


async def test_a_mistake_of_a_loader_names_the_loader_and_the_fact(graph: Graph, tmp_path: Path) -> None:
    with pytest.raises(MedcodegraphError, match=r"loader of lines/a: .*'colour'.*HCPCS:W"):
        await run(graph, tmp_path, "a", "Q1 one; wrong")
    assert await lines(graph) == ["0 nodes, 0 edges"]


async def test_a_file_that_changes_while_it_is_read_changes_nothing(graph: Graph, tmp_path: Path) -> None:
    def growing(label: str, done: int, of: int | None) -> None:
        if label == "lines/a: reading":
            (tmp_path / "a.txt").write_text("Q1 longer than before")

    with pytest.raises(InputError, match="changed while it was being read"):
        await run(graph, tmp_path, "a", "Q1 one", progress=growing)
    assert await sources(graph) == []
    assert (await run(graph, tmp_path, "a", "Q1 one")).state == "loaded"


async def test_a_file_is_read_once(graph: Graph, tmp_path: Path) -> None:
    """The checked facts are written, whatever happens to the file in between."""

    def vanishing(label: str, done: int, of: int | None) -> None:
        if label == "lines/a":
            (tmp_path / "a.txt").unlink(missing_ok=True)

    text = "; ".join(f"Q{number} word" for number in range(20))
    outcome = await run(graph, tmp_path, "a", text, batch=7, progress=vanishing)
    assert (outcome.state, outcome.nodes, outcome.edges) == ("loaded", 21, 20)


async def test_edges_that_close_a_cycle_are_left_out(graph: Graph, tmp_path: Path) -> None:
    """In either direction around the cycle; edges that lead into it stay."""
    text = "Q1 a; Q2 b; Q3 c; Q1 < Q2; Q2 < Q3; Q3 < Q1; Q4 d; Q4 < Q1"
    outcome = await run(graph, tmp_path, "a", text, max_rejects=0.2)
    (reject,) = outcome.report.rejects
    assert (reject.file, reject.reason) == (
        str(tmp_path / "a.txt"),
        "through HCPCS:Q1 it would be above itself",
    )
    found = await graph.read("MATCH (a)-[:CHILD_OF]->(b) RETURN a.key AS a, b.key AS b ORDER BY a")
    assert [(row["a"][-2:], row["b"][-2:]) for row in found] == [("Q1", "Q2"), ("Q2", "Q3"), ("Q4", "Q1")]
    assert outcome.edges == 4 + 3


async def test_missing_and_unknown_input_is_reported(graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with pytest.raises(InputError, match="no such file"):
        await load(graph, LINES, [file], {})
    with pytest.raises(InputError, match="needs a path"):
        await load(graph, LINES, [], {})
    file.write_text("Q1 one")
    with pytest.raises(SettingsError, match="no option 'sufix': did you mean 'suffix'"):
        await load(graph, LINES, [file], {"sufix": "x"})
    with pytest.raises(InputError, match="load one of them"):
        await load(graph, LINES, [file, file], {})
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(InputError, match="cannot be read"):
        await load(graph, LINES, [folder], {})


async def test_a_file_without_facts_is_refused(graph: Graph, tmp_path: Path) -> None:
    """An empty file must not sweep what its source stated before."""
    await run(graph, tmp_path, "a", "Q1 one")
    before = await lines(graph)

    def parts(paths: Sequence[Path], options: Options) -> list[Part]:
        provenance = Provenance("t", "p", "https://example.org", "CC0")
        return [Part("lines/a", paths, provenance, lambda *_: iter(()))]

    with pytest.raises(InputError, match="nothing"):
        await run(graph, tmp_path, "a", "", Loader("lines", "", "", 10, parts))
    assert await lines(graph) == before


async def test_names_come_from_other_sources_only(graph: Graph, tmp_path: Path) -> None:
    """A page looks up ALL: unknown at first, then from another source, and never its own."""
    await run(graph, tmp_path, "page", "ask ALL")
    assert any(line.startswith("Condition CONDITION:all ") for line in await lines(graph))
    await run(
        graph,
        tmp_path,
        "terms",
        "condition MONDO:1 leukemia ALL; condition MONDO:2 all; condition MONDO:3 ALL2",
    )
    assert (await run(graph, tmp_path, "page", "ask ALL")).state == "unchanged"
    await run(graph, tmp_path, "page", "ask ALL", force=True)
    assert [line for line in await lines(graph) if "[" not in line and "CONDITION:" in line] == []
    found = await graph.read(
        "MATCH (n)-[:STATED_BY]->({key: 'SOURCE:lines/page'}) RETURN n.key AS key ORDER BY key"
    )
    assert found == [{"key": "MONDO:2"}, {"key": SYSTEM[1]}]


async def test_a_synonym_of_two_nodes_is_ambiguous(graph: Graph, tmp_path: Path) -> None:
    await run(graph, tmp_path, "terms", "condition MONDO:1 one ALL; condition MONDO:2 two All")
    await run(graph, tmp_path, "page", "ask all; ask ONE")
    found = await graph.read(
        "MATCH (n)-[:STATED_BY]->({key: 'SOURCE:lines/page'}) RETURN n.key AS key ORDER BY key"
    )
    assert [row["key"] for row in found] == ["CONDITION:all", "MONDO:1", SYSTEM[1]]


async def test_a_part_sees_the_names_of_those_loaded_before_it_in_one_go(
    graph: Graph, tmp_path: Path
) -> None:
    files = [tmp_path / "terms.txt", tmp_path / "page.txt"]
    files[0].write_text("condition MONDO:1 one")
    files[1].write_text("ask One")
    await load(graph, LINES, files, {})
    assert not await graph.read("MATCH (n:Condition {key: 'CONDITION:one'}) RETURN n.key AS key")


async def test_derivation_follows_every_load_and_unload(graph: Graph, tmp_path: Path) -> None:
    seen = []

    async def derive(graph: Graph) -> None:
        seen.append((await lines(graph))[0])

    await run(graph, tmp_path, "a", "Q1 one", derive=derive)
    await run(graph, tmp_path, "a", "Q1 one", derive=derive)
    await unload(graph, "lines", derive=derive)
    assert seen == ["3 nodes, 3 edges", "3 nodes, 3 edges", "0 nodes, 0 edges"]


async def test_progress_counts_rows_read_and_facts_written(graph: Graph, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    await run(graph, tmp_path, "a", "Q1 one; Q2 two", progress=lambda *what: told.append(what))
    assert told == [("lines/a: reading", 2, None), ("lines/a", 5, 5)]


async def test_progress_says_which_part_and_which_step_of_the_derivation(
    graph: Graph, tmp_path: Path
) -> None:
    told: list[str] = []
    for name in ("a", "b"):
        (tmp_path / name).write_text(f"Q1 {name}")
    await load(
        graph,
        made(),
        [tmp_path / "a", tmp_path / "b"],
        {},
        progress=lambda label, *_: told.append(label),
        derive=partial(derive, progress=lambda label, *_: told.append(label)),
    )
    parts = [label for label in dict.fromkeys(told) if label.startswith("lines/") and "reading" not in label]
    assert parts == ["lines/a (part 1 of 2)", "lines/b (part 2 of 2)"]
    steps = [label for label in dict.fromkeys(told) if not label.startswith("lines/")]
    assert steps == [
        "building search names (step 1 of 3)",
        "codes of conditions (step 2 of 3)",
        "reading codes (step 3 of 3)",
        "comparing codes (step 3 of 3)",
    ]


FULL = (
    "Q1 one; Q2 two; cite Q1 news; Q1 > Q2; Q1 > Q3; Q3 < Q1; Q1 anew; cite Q2 news; Q3 three; Q1 > Q2; Q3 c"
)


async def test_a_first_load_gives_the_graph_of_any_other(graph: Graph, tmp_path: Path) -> None:
    """Into an empty graph, and beside a source with the same nodes; facts are repeated in later batches."""
    for others in ([], ["Q1 other; Q2 word; Q2 > Q1; Q9 more"]):
        for number, text in enumerate(others):
            await run(graph, tmp_path, f"other{number}", text, made(rank=20))
        first = await run(graph, tmp_path, "a", FULL, batch=3)
        whole = await lines(graph)
        await unload(graph, "lines/a")
        await source.begin(
            graph, "SOURCE:lines/a", "a load that was cut short", {"name": "lines", "rank": 10}
        )
        after = await run(graph, tmp_path, "a", FULL, batch=3)
        assert await lines(graph) == whole
        assert (first.nodes, first.edges, first.swept) == (after.nodes, after.edges, after.swept)
