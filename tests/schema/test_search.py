"""Search over GraphQL: reasons, facets, filters, pages; the same as from the query library."""

from typing import Any

import pytest
from support.plans import plan_of

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.request.joined import join
from medcodegraph.schema.build import build
from medcodegraph.schema.execution import GraphSchema

pytestmark = pytest.mark.anyio

ODD = """
query($text: String!, $filter: SearchFilter, $first: Int, $after: String) {
  search(text: $text, filter: $filter, first: $first, after: $after) {
    totalCount edges { cursor score matched { field text reason __typename } node { key } }
    facets { kind { value count } systems: system { value n: count } status { value count __typename }
      payer { value count } __typename }
    pageInfo { hasNextPage endCursor } } }"""
LIGHT = "query($text: String!, $first: Int) { search(text: $text, first: $first) { nodes { key } } }"


async def ask(schema: GraphSchema, **variables: Any) -> dict[str, Any]:
    result = await schema.execute(ODD, variables)
    assert result.errors is None
    assert result.data is not None
    return result.data["search"]


def counts(facet: list[dict[str, Any]]) -> dict[str, int]:
    return {one["value"]: one["count"] for one in facet}


async def test_facets_count_all_hits_whatever_the_page(sample: Graph, schema: GraphSchema) -> None:
    page = await ask(schema, text="odd", first=1)
    assert page["totalCount"] == 4
    assert len(page["edges"]) == 1
    assert counts(page["facets"]["kind"]) == {"Code": 2, "Condition": 2}
    assert page["facets"]["systems"] == [{"value": "ICD10CM", "n": 2}]
    assert counts(page["facets"]["status"]) == {"active": 1}
    assert page["facets"]["payer"] == []
    assert counts((await ask(schema, text="cells"))["facets"]["payer"]) == {"PAYER:one": 1, "PAYER:two": 1}


@pytest.mark.parametrize(
    "filter_",
    [
        {"kind": {"eq": "Condition"}},
        {"kind": {"in": ["Condition", "Payer"]}},
        {"kind": {"startsWith": "Cond"}},
        {"not": {"kind": {"eq": "Code"}}},
        {"or": [{"kind": {"eq": "Condition"}}, {"system": {"eq": "CPT"}}]},
        {"or": [{"kind": {"eq": "condition"}}, {"kind": {"in": ["Payer", "Policy"]}}]},
        {"or": [{"kind": {"eq": "Condition"}}, {"kind": {"in": []}}]},
        {"and": [{"kind": {"eq": "Condition"}}, {}]},
        {"and": [{"kind": {"eq": "Condition"}}, {"kind": {"in": ["Condition", "Code"]}}]},
        {"and": [{"or": [{"kind": {"eq": "Condition"}}]}, {"not": {"system": {"eq": "CPT"}}}]},
    ],
)
async def test_a_filter_keeps_the_same_however_it_is_written(
    filter_: dict[str, Any], sample: Graph, schema: GraphSchema
) -> None:
    """As parameters of the query, or as a predicate over all its hits."""
    page = await ask(schema, text="odd blood", filter=filter_)
    assert [edge["node"]["key"] for edge in page["edges"]] == ["MONDO:1", "MONDO:2"]
    assert page["totalCount"] == 2
    assert counts(page["facets"]["kind"]) == {"Condition": 2}


@pytest.mark.parametrize(
    "filter_",
    [
        {"kind": {"eq": "Code"}, "status": {"eq": "active"}},
        {"and": [{"kind": {"eq": "Code"}}, {"status": {"eq": "active"}}]},
        {"and": [{"kind": {"eq": "Code"}, "and": [{"status": {"eq": "active"}}]}]},
        {"or": [{"system": {"eq": "CPT"}}, {"system": {"in": ["HCPCS", "ICD10CM"]}}]},
        {"or": [{"kind": {"eq": "Code"}}], "and": [{"payer": {"in": ["PAYER:one"]}}]},
    ],
)
async def test_values_of_fields_are_left_to_the_query(
    filter_: dict[str, Any], sample: Graph, schema: GraphSchema
) -> None:
    """It then ranks no more hits than a page needs, not the thousands that a common word has."""
    asked = 'query($f: SearchFilter) { search(text: "cells", filter: $f, first: 3) { nodes { key } } }'
    for given, ranks_all in ((filter_, False), ({"not": {"not": filter_}}, True)):
        found = await schema.execute(asked, {"f": given}, operation_extensions={"cypher": True})
        assert found.extensions is not None
        assert (str(2**30 - 1) in str(found.extensions["cypher"]["parameters"])) == ranks_all


async def test_what_values_say_of_a_filter_limits_what_is_ranked(sample: Graph, schema: GraphSchema) -> None:
    """The rest of the filter is applied to that."""
    asked = 'query($f: SearchFilter) { search(text: "odd blood", filter: $f) { nodes { key } } }'
    for rest in (
        {"not": {"system": {"eq": "CPT"}}},
        {"or": [{"status": {"isNull": True}}, {"system": {"eq": "CPT"}}]},
    ):
        given = {"kind": {"eq": "Condition"}, **rest}
        found = await schema.execute(asked, {"f": given}, operation_extensions={"cypher": True})
        assert found.extensions is not None
        assert "['Condition']" in str(found.extensions["cypher"]["parameters"])
        whole = await schema.execute(asked, {"f": {"not": {"not": given}}})
        assert found.data == whole.data
        assert found.data["search"]["nodes"]


async def test_filters_by_payer_status_and_none(sample: Graph, schema: GraphSchema) -> None:
    async def keys(**filter_: Any) -> list[str]:
        page = await ask(schema, text="cells", filter=filter_)
        return [edge["node"]["key"] for edge in page["edges"]]

    assert await keys(payer={"eq": "PAYER:two"}) == ["POLICY:two-7"]
    assert await keys(payer={"startsWith": "PAYER:o"}) == ["NCD:1.1"]
    active = await keys(status={"eq": "active"}, kind={"in": ["Code"]})
    assert active == ["CPT:10001", "HCPCS:Q0001"], "the code of the harvest, and the code itself"
    assert await keys(kind={"in": []}) == []
    assert len(await keys()) == 5, "the harvest of cells and its code, too"


async def test_pages_meet(sample: Graph, schema: GraphSchema) -> None:
    whole = await ask(schema, text="od", first=100)
    seen, after = [], None
    while True:
        page = await ask(schema, text="od", first=2, after=after)
        seen += page["edges"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == whole["edges"]
    assert len(seen) == whole["totalCount"] > 3


@pytest.mark.parametrize("filter_", [{}, {"kind": {"startsWith": "C"}}])
async def test_a_page_and_its_counts_are_of_one_search(
    filter_: dict[str, Any], sample: Graph, schema: GraphSchema
) -> None:
    """Which is planned and run once; a page alone ranks no more hits than it needs."""
    given = {"text": "odd", "filter": filter_}
    told = await schema.execute(ODD, given, operation_extensions={"cypher": True})
    assert told.extensions is not None
    assert told.extensions["cypher"]["statement"].count("queryNodes('search_names'") == 1


@pytest.mark.parametrize("text", ["odd blood", "q0001", "OBD", "cels", "very odd bloood disease", "nothing"])
async def test_graphql_the_library_and_the_executor_agree(
    text: str, sample: Graph, schema: GraphSchema, ordinary: GraphSchema
) -> None:
    """Hits, scores, reasons and matches; in one statement."""
    before = sample.statements
    page = await ask(schema, text=text)
    assert sample.statements == before + 1
    assert page == await ask(ordinary, text=text)
    query, match = find("search"), find("search_match")
    rows = await sample.read(*query.sent({"text": text}))
    assert [(row["node"]["key"], row["score"]) for row in rows] == [
        (edge["node"]["key"], edge["score"]) for edge in page["edges"]
    ]
    for row, edge in zip(rows, page["edges"], strict=True):
        given = {
            "key": row["node"]["key"],
            "text": text,
            "reason": row["reason"],
            "via_key": row["via_key"],
        }
        (said,) = await sample.read(*match.sent(given))
        matched = edge["matched"]
        assert (said["field"], said["matched"], said["reason"]) == (
            matched["field"],
            matched["text"],
            matched["reason"],
        )


async def test_searches_at_the_same_time_can_share_a_statement(sample: Graph, schema: GraphSchema) -> None:
    """As joined by graph/request/coalesce.py: no parameter is read where the joined row is out of scope."""
    texts = ["odd blood", "cels", "nothing at all", "q0001"]
    given, alone, text = [], [], ""
    for one in texts:
        result = await schema.execute(ODD, {"text": one}, operation_extensions={"cypher": True})
        assert result.extensions is not None
        text = result.extensions["cypher"]["statement"]
        given.append(result.extensions["cypher"]["parameters"])
        alone.append(await sample.row(text, given[-1]))
    joined = join(plan_of(schema, ODD, {"text": texts[-1]}))
    assert joined is not None
    (rows,) = await sample.row(joined.text, joined.values([one["given"] for one in given]), timeout=60)
    assert [row[1:] for row in sorted(rows)] == alone


async def test_a_page_of_another_size_is_the_same_plan(sample: Graph) -> None:
    """`first` and the text are parameters."""
    schema = build(sample)
    first = await schema.execute(LIGHT, {"text": "odd", "first": 1}, operation_extensions={"cypher": True})
    other = await schema.execute(LIGHT, {"text": "cell", "first": 3}, operation_extensions={"cypher": True})
    assert first.extensions is not None
    assert other.extensions is not None
    assert first.extensions["cypher"]["statement"] == other.extensions["cypher"]["statement"]


SUGGEST = "query($text: String!) { suggest(text: $text) { wording node { key } } }"


async def test_suggestions_begin_with_what_is_typed(
    sample: Graph, schema: GraphSchema, ordinary: GraphSchema
) -> None:
    """Closest first, in one statement; the executor gives the same."""
    before = sample.statements
    result = await schema.execute(SUGGEST, {"text": "odd b"})
    assert result.errors is None
    assert sample.statements == before + 1
    assert result.data is not None
    found = result.data["suggest"]
    assert found[0] == {"wording": "odd blood", "node": {"key": "ICD10CM:Z00"}}
    assert all(one["wording"].startswith("odd b") for one in found)
    assert (await ordinary.execute(SUGGEST, {"text": "odd b"})).data == result.data
    assert (await schema.execute(SUGGEST, {"text": ""})).data == {"suggest": []}
