"""Facts in the database: claims and their fold, edges distinguished by source, sweeps that spare others."""

from datetime import date
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Document, Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.whole.dump import dump
from medcodegraph.graph.write import source
from medcodegraph.graph.write.batches import Batches

pytestmark = pytest.mark.anyio

A, B = "SOURCE:a", "SOURCE:b"
CODE, OTHER = (Label.CODE, "HCPCS:Q1"), (Label.CODE, "HCPCS:Q2")


async def state(graph: Graph, key: str, rank: int, load: str, *facts: Fact) -> int:
    """Load facts as a source of a rank; returns the number of edges."""
    await source.begin(graph, key, load, {"rank": rank, "file": "x"})
    refused: list[Edge] = []
    fresh = 0
    for batch in Batches(facts, key, lambda edge, _: refused.append(edge)):
        fresh += await source.write_batch(graph, batch, load, {"rank": rank, "part_of": key})
    assert not refused
    await source.sweep(graph, key, load)
    await source.finish(graph, key, {"rows_read": len(facts)})
    return fresh


async def lines(graph: Graph) -> list[str]:
    return [line async for line in dump(graph)]


async def node(graph: Graph, key: str = CODE[1]) -> dict[str, Any]:
    rows = await graph.read("MATCH (n {key: $key}) RETURN properties(n) AS n", {"key": key})
    found: dict[str, Any] = rows[0]["n"]
    return found


def code(key: tuple[Label, str] = CODE, cites: str | None = None, **properties: Any) -> Node:
    return Node(*key, properties, cites)


async def test_the_schema_is_complete_and_applying_it_again_changes_nothing(graph: Graph) -> None:
    await source.apply_schema(graph)
    rows = await graph.read("SHOW INDEXES YIELD labelsOrTypes, properties, type, state, owningConstraint")
    assert {row["state"] for row in rows} == {"ONLINE"}
    unique = {
        row["labelsOrTypes"][0] for row in rows if row["owningConstraint"] and row["properties"] == ["key"]
    }
    assert unique == {str(label) for label in Label}
    ranges = {
        (row["labelsOrTypes"][0], *row["properties"])
        for row in rows
        if row["type"] == "RANGE" and not row["owningConstraint"]
    }
    assert ranges == {
        ("Code", "code"),
        ("Code", "status"),
        ("Code", "system"),
        ("Code", "valid_from"),
        ("Code", "valid_to"),
        ("Condition", "name"),
        ("Policy", "number"),
        ("Source", "part_of"),
    }


@pytest.mark.parametrize(
    ("index", "asked"),
    [
        ("search_stems", "lymphomas"),  # stems
        ("search_stems", "crohn"),  # takes off the possessive
        ("search_stems", "NHL"),  # reads lists
        ("search_stems", "C91.00"),  # keeps a code in one piece
    ],
)
async def test_full_text_finds_what_people_type(graph: Graph, index: str, asked: str) -> None:
    synonyms = ["NHL", "Crohn's", "Sjögren", "C91.00"]
    condition = Node(Label.CONDITION, "MONDO:1", {"name": "Non-Hodgkin lymphoma", "synonyms": synonyms})
    await state(graph, A, 1, "m1", condition)
    found = await graph.read(
        "CALL db.index.fulltext.queryNodes($index, $asked) YIELD node RETURN node.key AS key",
        {"index": index, "asked": asked},
    )
    assert found == [{"key": "MONDO:1"}]


async def test_values_come_back_as_they_were_stated(graph: Graph) -> None:
    stated = {
        "display": "Ménière's disease",
        "billable": False,
        "valid_from": date(2025, 10, 1),
        "includes": ["a", "b"],
    }
    await state(graph, A, 1, "m1", code(**stated, description=None, notes=[], code=""))
    assert await node(graph) == {"key": CODE[1], **stated}


@pytest.mark.parametrize("order", [(A, B), (B, A)])
async def test_the_higher_rank_words_a_property_and_the_lower_fills_what_it_lacks(
    graph: Graph, order: tuple[str, str]
) -> None:
    says = {
        A: (20, code(display="high", billable=True)),
        B: (10, code(display="low", description="only low")),
    }
    for key in order:
        rank, fact = says[key]
        await state(graph, key, rank, "m1", fact)
    assert await node(graph) == {
        "key": CODE[1],
        "display": "high",
        "description": "only low",
        "billable": True,
    }


async def test_of_equal_ranks_the_later_key_words_a_property(graph: Graph) -> None:
    await state(graph, B, 10, "m1", code(display="b"))
    await state(graph, A, 10, "m1", code(display="a"))
    assert (await node(graph))["display"] == "b"


async def test_other_keys_of_a_condition_add_up(graph: Graph) -> None:
    """Those of the highest rank come first, each once; what goes with its source goes here too."""
    one = Label.CONDITION, "MONDO:1"
    await state(graph, A, 70, "m1", Node(*one, {"name": "ailment", "xrefs": ["DOID:1", "MONDO:9"]}))
    await state(graph, B, 65, "m1", Node(*one, {"xrefs": ["DOID:2", "DOID:1"]}))
    assert (await node(graph, "MONDO:1"))["xrefs"] == ["DOID:1", "MONDO:9", "DOID:2"]
    await state(graph, B, 65, "m2", Node(*one, {"xrefs": ["DOID:3"]}))
    assert (await node(graph, "MONDO:1"))["xrefs"] == ["DOID:1", "MONDO:9", "DOID:3"]
    await state(graph, A, 70, "m2", Node(*one, {"name": "ailment"}))
    assert (await node(graph, "MONDO:1"))["xrefs"] == ["DOID:3"]


async def test_synonyms_of_all_sources_add_up(graph: Graph) -> None:
    """Another ontology's name is one to search by, too; in another case it is the same one."""
    one = Label.CONDITION, "MONDO:1"
    said = {"name": "hypertensive disorder", "synonyms": ["high blood pressure"]}
    await state(graph, A, 70, "m1", Node(*one, said))
    other = ["hypertension", "High Blood Pressure", "Hypertensive disorder"]
    await state(graph, B, 65, "m1", Node(*one, {"name": "hypertension", "synonyms": other}))
    assert (await node(graph, "MONDO:1"))["synonyms"] == ["high blood pressure", "hypertension"]
    await state(graph, A, 70, "m2", Node(*one, {"name": "hypertensive disorder"}))
    assert (await node(graph, "MONDO:1"))["synonyms"] == other


async def test_a_changed_rank_counts_after_the_next_load(graph: Graph) -> None:
    await state(graph, A, 10, "m1", code(display="a"))
    await state(graph, B, 20, "m1", code(display="b"))
    await state(graph, A, 30, "m2", code(display="a"))
    assert (await node(graph))["display"] == "a"


async def test_facts_of_one_load_about_a_node_are_merged_across_batches(graph: Graph) -> None:
    """The claim of a node stated in two batches has both, and the later value wins."""
    await source.begin(graph, A, "m1", {"rank": 1})
    facts = [code(display="first", code="Q1"), code(OTHER), code(display="second", billable=True)]
    for batch in Batches(facts, A, lambda *_: None, size=1):
        await source.write_batch(graph, batch, "m1", {})
    assert await node(graph) == {"key": CODE[1], "code": "Q1", "display": "second", "billable": True}


async def test_equal_claims_have_one_digest_and_a_claim_of_several_rows_none(graph: Graph) -> None:
    """Also when an interrupted load writes some of them again."""
    said = code(display="a", billable=True), code(OTHER, display="a", billable=True)
    await state(graph, A, 1, "1", *said)
    await state(graph, B, 1, "1", *said)
    digests = "MATCH (n:Code)-[c:STATED_BY]->(s) RETURN n.key AS n, s.key AS s, c.digest AS d ORDER BY n, s"
    assert len({row["d"] for row in await graph.read(digests)} - {0}) == 1
    for later in code(billable=True), code(display="a", billable=True):
        for fact in [code(display="b"), later] * 2:
            for batch in Batches([fact], B, lambda *_: None):
                await source.write_batch(graph, batch, "2", {})
        assert [row["d"] for row in await graph.read(digests)][1] == 0
        assert "digest" not in await node(graph)


async def test_properties_a_later_load_no_longer_states_are_removed(graph: Graph) -> None:
    await state(graph, A, 1, "m1", code(display="a", description="dropped"))
    await state(graph, A, 1, "m2", code(display="a"))
    assert await node(graph) == {"key": CODE[1], "display": "a"}


async def test_edges_of_two_sources_and_of_two_ids_coexist(graph: Graph) -> None:
    def edge(id: str, **facts: Any) -> Edge:
        return Edge(Rel.REPLACED_BY, CODE, OTHER, facts, id)

    nodes = [code(), code(OTHER)]
    day = date(2025, 1, 1)
    assert await state(graph, A, 1, "m1", *nodes, edge("", on=day), edge("x")) == 2
    assert await state(graph, B, 2, "m1", *nodes, edge("")) == 1
    found = await graph.read(
        "MATCH ()-[e:REPLACED_BY]->() RETURN e.source AS s, e.id AS id, e.on AS on ORDER BY s, id"
    )
    assert [tuple(row.values()) for row in found] == [(A, "", day), (A, "x", None), (B, "", None)]


async def test_an_edge_stated_twice_counts_once_and_the_last_word_counts(graph: Graph) -> None:
    facts = [code(), code(OTHER)]
    facts += [Edge(Rel.MAPS_TO, CODE, OTHER, {"map": name}) for name in ("first", "last")]
    await source.begin(graph, A, "m1", {"rank": 1})
    fresh = 0
    for batch in Batches(facts, A, lambda *_: None, size=1):
        fresh += await source.write_batch(graph, batch, "m1", {})
    assert fresh == 1
    assert await graph.read("MATCH ()-[e:MAPS_TO]->() RETURN e.map AS map") == [{"map": "last"}]


async def test_a_document_states_what_cites_it(graph: Graph) -> None:
    document = Document(
        "SOURCE:a/news", "News", "A paper", "https://example.org", published_on=date(2025, 1, 2)
    )
    facts = [
        document,
        code(cites=document.key),
        code(OTHER),
        Edge(Rel.MAPS_TO, CODE, OTHER, cites=document.key),
    ]
    await state(graph, A, 7, "m1", *facts)
    claims = await graph.read("MATCH (n)-[:STATED_BY]->(s) RETURN n.key AS n, s.key AS s ORDER BY n")
    assert claims == [{"n": CODE[1], "s": document.key}, {"n": OTHER[1], "s": A}]
    assert await graph.read("MATCH ()-[e:MAPS_TO]->() RETURN e.source AS s") == [{"s": document.key}]
    stored = await node(graph, document.key)
    assert stored == {
        "key": document.key,
        "title": "News",
        "publisher": "A paper",
        "url": "https://example.org",
        "published_on": date(2025, 1, 2),
        "rank": 7,
        "part_of": A,
        "load": "m1",
    }


async def test_a_sweep_removes_what_its_own_source_dropped_and_nothing_else(graph: Graph) -> None:
    document = Document("SOURCE:a/old", "Old", "A paper", "https://example.org")
    gone = (Label.CODE, "HCPCS:Q3")
    await state(graph, B, 2, "m1", code(display="b"), code(OTHER), Edge(Rel.MAPS_TO, CODE, OTHER))
    before = await lines(graph)
    facts = [document, code(display="a", description="a"), code(OTHER, document.key), code(gone)]
    facts += [Edge(Rel.MAPS_TO, CODE, OTHER), Edge(Rel.MAPS_TO, CODE, gone, cites=document.key)]
    await state(graph, A, 3, "m1", *facts)
    assert len(await lines(graph)) > len(before) + 6
    await source.sweep(graph, A, "m2")
    rest = [line for line in await lines(graph) if not line.startswith(f"Source {A} ")]
    assert rest[1:] == before[1:]
    assert await source.remove(graph, A) == 0
    assert await lines(graph) == before


async def test_an_orphan_is_deleted_with_its_derived_edges(graph: Graph) -> None:
    await state(graph, A, 1, "m1", code(), code(OTHER))
    await graph.write("MATCH (a:Code {key: $a}), (b:Code {key: $b}) CREATE (a)-[:SIMILAR_TO]->(b)",
                      {"a": CODE[1], "b": OTHER[1]})  # fmt: skip
    await state(graph, A, 1, "m2", code(OTHER))
    assert (await lines(graph))[0] == "2 nodes, 1 edges"


async def test_marks_of_an_interrupted_load_do_not_outlive_the_next(graph: Graph) -> None:
    """Facts that a killed load stated and the next one with the same mark does not are swept."""
    await state(graph, A, 1, "m1", code())
    peaceful = await lines(graph)
    await source.begin(graph, A, "m1", {"rank": 1, "file": "x"})
    facts = [
        Document("SOURCE:a/x", "X", "Y", "https://example.org"),
        code(description="half"),
        code(OTHER, "SOURCE:a/x"),
        Edge(Rel.MAPS_TO, CODE, OTHER),
    ]
    for batch in Batches(facts, A, lambda *_: None):
        await source.write_batch(graph, batch, "m1", {"part_of": A})
    await state(graph, A, 1, "m1", code())
    assert await lines(graph) == peaceful


async def test_a_lower_rank_never_fills_in_an_end_that_a_higher_one_leaves_open(graph: Graph) -> None:
    """Whether and when a code ends comes from the highest source that states it; the rest is filled in."""
    ended = date(2010, 12, 31)
    await state(graph, A, 80, "1", code(status="active", valid_from=date(2024, 1, 1)))
    await state(graph, B, 40, "1", code(status="retired", valid_to=ended, short="Old"))
    found = await node(graph)
    assert (found["status"], found.get("valid_to"), found["short"]) == ("active", None, "Old")
    await source.remove(graph, A)
    found = await node(graph)
    assert (found["status"], found["valid_to"]) == ("retired", ended)
    await state(graph, A, 80, "1", code(display="Words alone"))
    assert (await node(graph))["status"] == "retired"


@pytest.mark.parametrize("beside", [False, True])
async def test_the_status_follows_the_last_day_on_the_day_of_the_load(graph: Graph, beside: bool) -> None:
    """Regardless of its flag, for a node with one claim and for one with several."""
    if beside:
        await state(graph, B, 90, "1", code(display="Words"), code(OTHER, display="Words"))
    past, coming = date(2020, 1, 1), date(2999, 1, 1)
    await state(
        graph,
        A,
        80,
        "1",
        code(status="active", valid_to=past),
        code(OTHER, status="retired", valid_to=coming),
    )
    assert [(await node(graph, key))["status"] for _, key in (CODE, OTHER)] == ["retired", "active"]
