"""Connections: pages join without gaps or overlaps in every order, cursors stay valid while data changes."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.schema.build import build
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio

ORDERS = [
    None,
    [{"field": "CODE", "direction": "DESC"}],
    [{"field": "DISPLAY"}],
    [{"field": "VALID_TO", "direction": "DESC"}, {"field": "DISPLAY", "direction": "DESC"}],
    [{"field": "VALID_FROM"}, {"field": "KEY", "direction": "DESC"}],
]
PAGE = """query($first: Int, $after: String, $order: [CodeOrder!], $filter: CodeFilter) {
  codes(first: $first, after: $after, order: $order, filter: $filter) {
    totalCount nodes { key } edges { cursor }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""

ORDERED = PAGE.replace("totalCount ", "")

Ask = Callable[..., Awaitable[dict[str, Any]]]


@pytest.fixture
async def codes(graph: Graph) -> Ask:
    """300 codes with many equal and missing sort values; a function that requests a page of them."""
    await graph.write(
        """UNWIND range(1, 300) AS i
        CREATE (:Code {key: 'X:' + i, code: toString(i % 7), system: 'X',
          display: CASE WHEN i % 3 = 0 THEN null ELSE 'd' + toString(i % 5) END,
          valid_to: CASE WHEN i % 4 = 0 THEN null ELSE date('2024-01-01') + duration({days: i % 6}) END})"""
    )
    schema = build(graph)

    async def ask(**variables: Any) -> dict[str, Any]:
        result = await schema.execute(PAGE, variables)
        assert result.errors is None
        assert result.data is not None
        return result.data["codes"]

    return ask


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("first", [7, 100])
async def test_pages_meet_without_gap_or_overlap(order: Any, first: int, codes: Ask) -> None:
    """Paging through gives the same sequence as one large page, in any order."""
    whole = await codes(first=1000, order=order)
    assert whole["totalCount"] == 300 == len({node["key"] for node in whole["nodes"]})
    seen, after = [], None
    while True:
        page = await codes(first=first, after=after, order=order)
        seen += page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        assert page["pageInfo"]["endCursor"] == page["edges"][-1]["cursor"]
        assert page["pageInfo"]["startCursor"] == page["edges"][0]["cursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == whole["nodes"]


async def test_a_cursor_stays_valid_while_codes_are_added_and_removed(codes: Ask, graph: Graph) -> None:
    """Codes added and removed between two pages shift nothing: none is repeated, no other is missed."""
    first = await codes(first=50)
    await graph.write("MATCH (c:Code) WHERE c.key < 'X:12' DELETE c")
    await graph.write("UNWIND range(1, 40) AS i CREATE (:Code {key: 'A:' + i, system: 'A'})")
    second = await codes(first=1000, after=first["pageInfo"]["endCursor"])
    keys = [node["key"] for node in first["nodes"] + second["nodes"]]
    assert len(keys) == len(set(keys)) == 300


async def test_a_page_in_the_order_of_keys_sorts_nothing(graph: Graph) -> None:
    """It is read from the index: for all codes or one system, the first page or one after a cursor."""
    await graph.write(
        "UNWIND range(1, 6000) AS i CREATE (:Code {key: 'S' + i % 3 + ':' + i, system: 'S' + i % 3})"
    )
    await graph.write_auto("CALL db.prepareForReplanning(30)")
    schema = build(graph)
    for filter_ in (None, {"system": {"eq": "S1"}}, {"and": [{"system": {"eq": "S1"}}]}):
        for direction in ("ASC", "DESC"):
            after = None
            for _ in range(2):
                order = [{"field": "KEY", "direction": direction}]
                variables = {"first": 7, "after": after, "order": order, "filter": filter_}
                asked = await schema.execute(ORDERED, variables, operation_extensions={"cypher": True})
                assert asked.data is not None
                assert asked.extensions is not None
                steps = await graph.explain(asked.extensions["cypher"]["statement"])
                names = {step.operator for step in steps.steps}
                assert "Limit" in names
                assert not names & {"Top", "Sort", "PartialSort", "NodeByLabelScan"}, (filter_, order, after)
                after = asked.data["codes"]["pageInfo"]["endCursor"]


async def test_a_cursor_of_another_order_is_refused(graph: Graph, codes: Ask) -> None:
    """A client error with a code, which says what to do."""
    page = await codes(first=1, order=ORDERS[1])
    result = await build(graph).execute(PAGE, {"after": page["pageInfo"]["endCursor"]})
    assert result.data is None
    assert result.errors is not None
    assert result.errors[0].extensions == {"code": "BAD_CURSOR"}
    assert "start again without it" in result.errors[0].message


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        ({"system": {"eq": "X"}}, 300),
        ({"system": {"ne": "X"}}, 0),
        ({"code": {"in": ["0", "1"]}}, 85),
        ({"text": {"contains": "D1"}}, 40),
        ({"validTo": {"isNull": True}}, 75),
        ({"validTo": {"isNull": False}}, 225),
        ({"validTo": {"gte": "2024-01-02", "lt": "2024-01-04"}}, 75),
        ({"not": {"validTo": {"lt": "2030-01-01"}}}, 75),
        ({"key": {"startsWith": "X:29"}}, 11),
        ({"and": [{"code": {"eq": "1"}}, {"or": [{"key": {"eq": "X:1"}}, {"key": {"eq": "X:8"}}]}]}, 2),
        ({"or": []}, 0),
        ({"and": []}, 300),
    ],
)
async def test_filters_keep_matching_objects(filter_: Any, expected: int, codes: Ask) -> None:
    """Each comparison, alone and combined; `totalCount` counts the objects that the filter keeps."""
    page = await codes(first=1000, filter=filter_)
    assert page["totalCount"] == len(page["nodes"]) == expected


async def test_edges_of_one_node_page_by_who_states_them(sample: Graph, schema: GraphSchema) -> None:
    """A policy that names a code twice has two edges, and pages of size one show both."""
    document = """query($after: String) { code(key: "CPT:0001T") { policies(first: 1, after: $after) {
      edges { stance node { key } } pageInfo { hasNextPage endCursor } } } }"""
    seen, after = [], None
    for _ in range(5):
        result = await schema.execute(document, {"after": after})
        assert result.data is not None
        page = result.data["code"]["policies"]
        seen += [(edge["node"]["key"], edge["stance"]) for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == [
        ("NCD:1.1", "CONDITIONAL"),
        ("POLICY:two-7", "COVERED"),
        ("POLICY:two-7", "NOT_COVERED"),
    ]


async def test_a_page_of_what_a_wide_filter_leaves_is_read_in_its_order(graph: Graph) -> None:
    """Not all of it: a day alone leaves nearly all codes, each of them by one of several conditions."""
    await graph.write(
        """UNWIND range(1, 5000) AS i
        CREATE (c:Code {key: 'X:' + i, code: toString(i), system: 'X'})
        SET c.valid_from = CASE WHEN i % 15 = 0 THEN date('2024-01-01') END"""
    )
    await graph.write_auto("CALL db.resampleOutdatedIndexes()", timeout=60)
    await graph.write_auto("CALL db.awaitIndexes(60)", timeout=60)
    query = '{ codes(asOf: "2025-01-01", first: 5) { nodes { key } } }'
    result = await build(graph).execute(query, operation_extensions={"cypher": True})
    assert result.extensions is not None
    sent = result.extensions["cypher"]
    plan = await graph.explain(sent["statement"], sent["parameters"])
    steps = {step.operator.partition("@")[0] for step in plan.steps}
    assert "Limit" in steps
    assert not steps & {"Union", "Distinct", "Top", "Sort"}, steps
