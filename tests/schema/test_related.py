"""Related policies: every relation, closest first, the same from GraphQL and from the library."""

from pathlib import Path
from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.schema.build import build
from medcodegraph.schema.types.stance import Stance

pytestmark = pytest.mark.anyio
SAMPLE = (Path(__file__).parent / "graphs" / "related.cypher").read_text("utf-8")
QUERY = """query ($key: String!) { code(key: $key) { relatedPolicies(first: 100) { totalCount edges {
  score how through stance criteria reason sources { key } node { key } } } } }"""


@pytest.fixture(scope="module")
async def around(open_graph: Graph) -> Graph:
    await open_graph.write("MATCH (n) DETACH DELETE n")
    await open_graph.write(SAMPLE)
    await open_graph.write_auto("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    return open_graph


async def related(graph: Graph, key: str) -> list[dict[str, Any]]:
    """The edges in GraphQL; the library must give the same rows."""
    result = await build(graph).execute(QUERY, {"key": key})
    assert result.errors is None
    assert result.data is not None
    edges: list[dict[str, Any]] = result.data["code"]["relatedPolicies"]["edges"]
    query = find("related_policies")
    rows = await graph.read(*query.sent({"key": key, "limit": 100}))
    names = ("score", "how", "through", "criteria", "reason")
    assert [
        {
            **{name: row[name] for name in names},
            "stance": row["stance"] and Stance(row["stance"]).name,
            "node": row["node"]["key"],
        }
        for row in rows
    ] == [
        {**{name: edge[name] for name in [*names, "stance"]}, "node": edge["node"]["key"]} for edge in edges
    ]
    assert [row["sources"] for row in rows] == [[one["key"] for one in edge["sources"]] for edge in edges]
    return edges


async def test_every_relation_gives_its_policy_closest_first(around: Graph) -> None:
    """A policy related in several ways is listed once, with the closest relation."""
    edges = await related(around, "ICD10CM:A00.1")
    assert [(edge["node"]["key"], edge["how"], edge["through"]) for edge in edges] == [
        ("POLICY:dx", "DIAGNOSIS", "ICD10CM:A00.1"),
        ("POLICY:above", "ABOVE", "ICD10CM:A00"),
        ("POLICY:like", "ABOVE", "ICD10CM:A00"),
        ("POLICY:below", "BELOW", "ICD10CM:A00.11"),
        ("POLICY:old", "REPLACEMENT", "ICD10CM:A00.9"),
        ("POLICY:condition", "CONDITION", "MONDO:0000012"),
    ]
    assert edges[-1]["reason"] == "names the condition fever"
    assert (edges[-1]["stance"], edges[-1]["criteria"]) == ("CONDITIONAL", "in summer")
    assert [one["key"] for one in edges[0]["sources"]] == ["SOURCE:x"]


async def test_codes_of_one_procedure_share_policies(around: Graph) -> None:
    (named,) = await related(around, "CPT:0001X")
    (shared,) = await related(around, "CPT:0002X")
    assert (named["how"], named["score"], named["through"]) == ("NAMED", 1, "CPT:0001X")
    assert (shared["how"], shared["reason"]) == (
        "PROCEDURE",
        "names CPT:0001X, which bills the same procedure",
    )
    assert named["score"] > shared["score"]


async def test_a_similar_code_leads_to_a_policy(around: Graph) -> None:
    edges = await related(around, "ICD10CM:B00")
    assert [(edge["node"]["key"], edge["how"]) for edge in edges] == [
        ("POLICY:like", "DIAGNOSIS"),
        ("POLICY:dx", "SIMILAR"),
    ]


async def test_words_of_the_title_count_if_nothing_else_matches(around: Graph) -> None:
    """Punctuation is not index syntax, words that every code has do not count."""
    (edge,) = await related(around, "ICD10CM:C00")
    assert (edge["node"]["key"], edge["how"], edge["stance"]) == ("POLICY:title", "TITLE", None)
    assert edge["reason"] == "its title mentions glowing, whiskers"
    assert [one["key"] for one in edge["sources"]] == ["SOURCE:x"]
    assert await related(around, "ICD10CM:D00") == []
