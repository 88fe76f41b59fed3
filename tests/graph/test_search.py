"""Search: exact code, exact name, synonym, words; in that order, with what matched."""

from typing import Any

import neo4j
import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.embedded import Connection
from medcodegraph.graph.fulltext import codes, lucene
from medcodegraph.graph.queries import find

pytestmark = pytest.mark.anyio

_COLD = 60.0
"""Seconds: the first statement on a machine that is busy with other things plans slowly."""

_NODES = """
CREATE
  (:Code {key: 'CPT:0537T', system: 'CPT', code: '0537T'}),
  (:Code {key: 'HCPCS:Q2042', system: 'HCPCS', code: 'Q2042', display: 'Tisagenlecleucel'}),
  (:Code {key: 'ICD10CM:C91.0', system: 'ICD10CM', code: 'C91.0', display: 'Acute lymphoid leukemia [ALL]'}),
  (:Code {key: 'ICD10CM:C91.00', system: 'ICD10CM', code: 'C91.00', display: 'Lymphoid leukemia, active'}),
  (:Code {key: 'OLD:C91.00', system: 'OLD', code: 'C91.00', display: 'Something else'}),
  (:Condition {key: 'MONDO:1', name: 'acute lymphoblastic leukemia',
    synonyms: ['ALL', 'acute lymphocytic leukemia']}),
  (:Condition {key: 'MONDO:2', name: 'adult acute lymphoblastic leukemia', synonyms: ['adult ALL']}),
  (:Condition {key: 'MONDO:3', name: 'non-Hodgkin lymphoma', synonyms: ['NHL']}),
  (:Condition {key: 'MONDO:4', name: 'twin lymphoma'}), (:Condition {key: 'MONDO:5', name: 'twin lymphoma'}),
  (:Condition {key: 'MONDO:6', name: 'Sjögren syndrome'}),
  (:Procedure {key: 'PROCEDURE:car-t', name: 'CAR-T therapy', terms: ['Engineered T cells']}),
  (:Policy {key: 'NCD:110.24', number: '110.24', title: 'Chimeric antigen receptor T-cell therapy'}),
  (:Payer {key: 'PAYER:big', name: 'Big Payer'})
"""


async def _search(graph: Graph, text: str, **given: Any) -> list[dict[str, Any]]:
    query = find("search")
    words = {"text": text, "lucene": lucene(text), "codes": codes(text)}
    return await graph.read(query.text, query.bind(words | given), timeout=_COLD)


async def _keys(graph: Graph, text: str, **given: Any) -> list[str]:
    return [row["node"]["key"] for row in await _search(graph, text, **given)]


@pytest.fixture
async def small(graph: Graph) -> Graph:
    await graph.write(_NODES)
    return graph


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("0537t", "CPT:0537T"),
        ("cpt 0537T", "CPT:0537T"),
        ("C9100", "ICD10CM:C91.00"),
        ("c91.00", "ICD10CM:C91.00"),
        ("icd10cm:C9100", "ICD10CM:C91.00"),
        ("C91.0-", "ICD10CM:C91.0"),
        ("HCPCS:Q2042", "HCPCS:Q2042"),
        ("q2042", "HCPCS:Q2042"),
        ("110.24", "NCD:110.24"),
        ("NCD 110.24", "NCD:110.24"),
        ("mondo:3", "MONDO:3"),
        ("nhl", "MONDO:3"),
        ("all", "MONDO:1"),
        ("ACUTE LYMPHOBLASTIC LEUKEMIA", "MONDO:1"),
        ("acute lymphocytic leukemia", "MONDO:1"),
        ("engineered t cells", "PROCEDURE:car-t"),
        ("car-t", "PROCEDURE:car-t"),
        ("leukemia adult", "MONDO:2"),
        ("adult lymphoblasti", "MONDO:2"),
        ("adults with leukemias", "MONDO:2"),
        ("sjogren", "MONDO:6"),
        ("Sjögren", "MONDO:6"),
        ("big pay", "PAYER:big"),
        ("tisagen", "HCPCS:Q2042"),
        ("chimeric", "NCD:110.24"),
    ],
)
async def test_what_is_meant_comes_first(small: Graph, text: str, first: str) -> None:
    assert (await _keys(small, text))[0] == first


async def test_a_key_outranks_a_number_a_name_a_synonym_and_words(small: Graph) -> None:
    """The thresholds the header states."""
    assert (await _search(small, "HCPCS:Q2042"))[0]["score"] >= 5
    assert 4 <= (await _search(small, "Q2042"))[0]["score"] < 5
    assert 3 <= (await _search(small, "twin lymphoma"))[0]["score"] < 4
    assert 2 <= (await _search(small, "nhl"))[0]["score"] < 3
    assert 0 < (await _search(small, "lymphoblastic"))[0]["score"] < 1


@pytest.mark.parametrize(
    ("text", "field", "matched"),
    [
        ("HCPCS:Q2042", "key", "HCPCS:Q2042"),
        ("c9100", "code", "C91.00"),
        ("110.24", "number", "110.24"),
        ("non-hodgkin", "name", "non-Hodgkin lymphoma"),
        ("lymphocytic", "synonyms", "acute lymphocytic leukemia"),
        ("engineered", "terms", "Engineered T cells"),
        ("antigen receptor", "title", "Chimeric antigen receptor T-cell therapy"),
        ("tisagen", "display", "Tisagenlecleucel"),
    ],
)
async def test_a_hit_says_which_text_matched(small: Graph, text: str, field: str, matched: str) -> None:
    hit = (await _search(small, text))[0]
    assert (hit["field"], hit["matched"]) == (field, matched)


async def test_one_number_in_two_systems_finds_both(small: Graph) -> None:
    assert (await _keys(small, "C91.00"))[:2] == ["ICD10CM:C91.00", "OLD:C91.00"]


async def test_kinds_and_systems_keep_what_they_name(small: Graph) -> None:
    assert await _keys(small, "acute leukemia", kinds=["Condition"]) == ["MONDO:1", "MONDO:2"]
    assert await _keys(small, "c91.00", systems=["OLD"]) == ["OLD:C91.00"]
    assert await _keys(small, "c91.00", kinds=["Policy"]) == []


async def test_equal_hits_come_in_the_order_of_their_keys(small: Graph) -> None:
    assert await _keys(small, "twin lymphoma") == ["MONDO:4", "MONDO:5"]


async def test_the_limit_keeps_the_best(small: Graph) -> None:
    every = await _keys(small, "lymphoma")
    assert len(every) > 2
    assert await _keys(small, "lymphoma", limit=2) == every[:2]


@pytest.mark.parametrize(
    "text", ["", " ", '")', "*", "x' OR 1=1", "\\", "a AND", "[* TO *]", "~", "name:acute^9"]
)
async def test_no_text_is_refused(small: Graph, text: str) -> None:
    for row in await _search(small, text):
        assert set(row) == {"node", "score", "field", "matched"}


async def test_nothing_typed_finds_nothing(small: Graph) -> None:
    assert await _search(small, "") == []


async def test_it_works_as_a_sub_query(small: Graph) -> None:
    """As graph/compile.py embeds it: one statement for the whole request."""
    statement = f"""
    RETURN COLLECT {{
      CALL () {{
        {find("search").text}
      }}
      WITH node AS n1, score AS c1, field AS c2, matched AS c3
      WHERE c1 < 3.0
      ORDER BY c1 DESC, n1.key LIMIT 1
      RETURN [n1.key, c2, c3]
    }} AS hits
    """
    given = {"text": "ALL", "lucene": lucene("ALL"), "codes": [], "kinds": [], "systems": [], "limit": 1000}
    assert await small.read(statement, given, timeout=_COLD) == [{"hits": [["MONDO:1", "synonyms", "ALL"]]}]


async def test_no_label_is_scanned(small: Graph, connection: Connection) -> None:
    """However many codes there are, only those the indexes find are looked at."""
    given = {"text": "x", "lucene": "x", "codes": ["x"], "kinds": [], "systems": [], "limit": 10}

    def leaves(plan: dict[str, Any]) -> list[str]:
        return [leaf for child in plan.get("children", ()) for leaf in leaves(child)] or [
            plan["operatorType"]
        ]

    driver = neo4j.AsyncGraphDatabase.driver(connection.uri, auth=(connection.user, connection.password))
    async with driver, driver.session(database=connection.database) as session:
        result = await session.run(f"EXPLAIN {find('search').text}", given)
        plan = (await result.consume()).plan
    assert plan is not None
    assert not [leaf for leaf in leaves(plan) if "Scan" in leaf]
