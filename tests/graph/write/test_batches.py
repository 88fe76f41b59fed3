"""Batches of facts: which fit the model, are merged, wait for their ends, or are refused."""

from datetime import date, datetime
from typing import Any

import pytest

from medcodegraph.graph.facts import Document, Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.batches import Batch, Batches, UnfitFact

S = "SOURCE:a"
CODE, OTHER = (Label.CODE, "HCPCS:Q1"), (Label.CODE, "HCPCS:Q2")
LINK = Edge(Rel.MAPS_TO, CODE, OTHER)


def batches(*facts: Fact, size: int = 100) -> tuple[list[Batch], list[tuple[Fact, str]], int]:
    refused: list[tuple[Fact, str]] = []
    made = Batches(facts, S, lambda fact, reason: refused.append((fact, reason)), size)
    return list(made), refused, made.nodes


def test_a_batch_has_each_node_once_with_all_its_properties() -> None:
    first = Node(*CODE, {"code": "Q1", "display": "old", "notes": ["a"]})
    made, _, nodes = batches(first, Node(*CODE, {"display": "new", "notes": None}))
    rows = list(made[0].nodes[Label.CODE].values())
    said = {"code": "Q1", "display": "new", "notes": ["a"]}
    assert [{name: row[name] for name in ("key", "source", "properties")} for row in rows] == [
        {"key": CODE[1], "source": S, "properties": said}
    ]
    assert nodes == 1


def test_an_edge_that_comes_before_its_ends_waits_for_them() -> None:
    made, refused, _ = batches(LINK, Node(*CODE), Node(*OTHER), size=1)
    assert [len(batch.edges) for batch in made] == [0, 0, 1]
    assert not refused


def test_an_edge_to_an_unstated_node_is_refused_with_the_reason() -> None:
    made, refused, _ = batches(Node(*CODE), LINK)
    assert [edge for edge, _ in refused] == [LINK]
    assert "HCPCS:Q2" in refused[0][1]
    assert not made[0].edges


def test_an_edge_to_itself_is_refused() -> None:
    _, refused, _ = batches(Node(*CODE), Edge(Rel.CHILD_OF, CODE, CODE))
    assert len(refused) == 1


def test_every_fact_is_in_some_batch_of_the_size_asked_for() -> None:
    nodes = [Node(Label.CODE, f"HCPCS:Q{number}") for number in range(25)]
    made, _, count = batches(*nodes, size=10)
    assert [batch.size for batch in made] == [10, 10, 5]
    assert count == 25


def test_long_texts_make_smaller_batches() -> None:
    nodes = [Node(Label.POLICY, f"LCD:L{number}", {"text": "x" * 9_000}) for number in range(10)]
    made, _, _ = batches(*nodes, size=50)
    assert [len(batch.nodes[Label.POLICY]) for batch in made] == [5, 5]


def test_a_document_that_states_an_edge_also_claims_its_start() -> None:
    document = Document("SOURCE:a/x", "X", "P", "https://example.org")
    link = Edge(Rel.MAPS_TO, CODE, OTHER, cites=document.key)
    made, _, nodes = batches(document, Node(*CODE, {"code": "Q1"}), Node(*OTHER), link)
    claims = [(row["key"], row["source"], row["properties"]) for row in made[0].nodes[Label.CODE].values()]
    assert claims == [(CODE[1], S, {"code": "Q1"}), (OTHER[1], S, {}), (CODE[1], document.key, {})]
    assert nodes == 2


@pytest.mark.parametrize(
    ("fact", "reason"),
    [
        (Node(*CODE, {"colour": "red"}), "no property 'colour'"),
        (Node(*CODE, {"colour": None}), "no property 'colour'"),
        (Node(*CODE, {"billable": "yes"}), "'billable' is not a BOOLEAN"),
        (Node(*CODE, {"display": 7}), "'display' is not a STRING"),  # type: ignore[dict-item]
        (Node(*CODE, {"notes": "one"}), "'notes' is not a LIST"),
        (Node(*CODE, {"valid_from": datetime(2025, 1, 1)}), "'valid_from' is not a DATE"),
        (Node(*CODE, {"valid_from": "2025-01-01"}), "'valid_from' is not a DATE"),
        (Node(Label.CODE, "icd10cm:c9100"), "is ICD10CM:C91.00"),
        (Node(Label.SOURCE, "SOURCE:x"), "created by the pipeline"),
        (Node(*CODE, cites="SOURCE:a/x"), "a document that was not stated before"),
        (Edge(Rel.IS_A, CODE, OTHER), "IS_A does not lead from Code to Code"),
        (Edge(Rel.SIMILAR_TO, CODE, OTHER), "SIMILAR_TO is created by the graph itself"),
        (Document("SOURCE:b/x", "T", "P", "U"), "must begin with SOURCE:a/"),
    ],
)
def test_a_fact_that_does_not_fit_the_model_is_named_with_the_reason(fact: Any, reason: str) -> None:
    with pytest.raises(UnfitFact) as raised:
        batches(fact)
    assert reason in str(raised.value)
    assert type(fact).__name__ in str(raised.value)


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        (Node(*OTHER, {"display": "\ud800"}), "the property 'display' contains invalid Unicode"),
        (Node(*OTHER, {"notes": ["fine", "\udfff"]}), "the property 'notes' contains invalid Unicode"),
        (Node(*OTHER, {"code": "x" * 5000}), "the code is longer than 2,000 characters"),
        (Node(*OTHER, {"description": "x" * (2 << 20)}), "its texts have more than 1,048,576 characters"),
        (Node(Label.CODE, "Q2"), "PREFIX:rest"),
        (Node(Label.CODE, f"HCPCS:{'Q' * 5000}"), "a limited length"),
    ],
)
def test_a_value_that_no_graph_can_hold_is_left_out_and_the_rest_stays(node: Node, reason: str) -> None:
    made, refused, nodes = batches(Node(*CODE), node)
    assert [fact for fact, _ in refused] == [node]
    assert reason in refused[0][1]
    assert nodes == 1
    assert list(made[0].nodes[Label.CODE]) == [(CODE[1], S)]


def test_an_edge_with_such_a_value_is_left_out_too() -> None:
    edges = [Edge(Rel.MAPS_TO, *ends, {"map": "\ud800"}) for ends in ((CODE, OTHER), (OTHER, CODE))]
    made, refused, _ = batches(edges[0], Node(*CODE), Node(*OTHER), edges[1])
    assert [fact for fact, _ in refused] == [edges[1], edges[0]]
    assert not made[0].edges or not any(made[0].edges.values())


def test_a_date_fits() -> None:
    made, _, _ = batches(Node(*CODE, {"valid_from": date(2025, 1, 1)}))
    assert made[0].size == 1
