"""Search: exact code, exact name, synonym, prefix, words, typos, in that order, with the matched text."""

from typing import Any

import neo4j
import pytest
from support.searching import search

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.names.search import derive

pytestmark = pytest.mark.anyio

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
  (:Condition {key: 'MONDO:7', name: 'aortic valve stenosis', synonyms: ['AS', 'it']}),
  (:Policy {key: 'POLICY:old', title: 'Twin policy', status: 'retired'}),
  (:Policy {key: 'POLICY:new', title: 'Twin policy', status: 'active'})-[:ISSUED_BY]->
  (:Payer {key: 'PAYER:big', name: 'Big Payer'})
"""


async def _keys(graph: Graph, text: str, **given: Any) -> list[str]:
    return [row["node"]["key"] for row in await search(graph, text, **given)]


@pytest.fixture
async def small(graph: Graph) -> Graph:
    await graph.write(_NODES)
    assert await derive(graph) == 17
    return graph


_FIRST = [
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
    ("as", "MONDO:7"),
    ("IT", "MONDO:7"),
    ("icd10cm c9100", "ICD10CM:C91.00"),
    ("leukemia, lymphoblastic; acute", "MONDO:1"),
    ("lymphoblastic leukemia of adults", "MONDO:2"),
    ("aucte lymphoblastic leukemia", "MONDO:1"),
    ("acute lymphoblastik leukemia", "MONDO:1"),
    ("sjogrn syndrome", "MONDO:6"),
    ("chimerc receptor", "NCD:110.24"),
    ("\uff31\uff12\uff10\uff14\uff12", "HCPCS:Q2042"),
    ("Q20\u200b42", "HCPCS:Q2042"),
    ("http://hl7.org/fhir/sid/icd-10-cm|C91.00", "ICD10CM:C91.00"),
    ("urn:oid:2.16.840.1.113883.6.90:c9100", "ICD10CM:C91.00"),
    ("C91-00", "ICD10CM:C91.00"),
    ("Q2O42", "HCPCS:Q2042"),
    ("cpt 537T", "CPT:0537T"),
    ("kymriah", "HCPCS:Q2042"),
    ("aortic valve stenosis of dogs", "MONDO:7"),
]


async def test_vocabulary_meanings_come_first(small: Graph) -> None:
    found = [(text, (await _keys(small, text, limit=1))[0]) for text, _ in _FIRST]
    assert found == _FIRST


async def _match(graph: Graph, text: str) -> tuple[str, str, str]:
    """Reason, field and text of the best hit."""
    (hit,) = await search(graph, text, limit=1)
    query = find("search_match")
    given = {"key": hit["node"]["key"], "text": text, "reason": hit["reason"]}
    (match,) = await graph.read(*query.sent(given))
    return match["reason"], match["field"], match["matched"]


_MATCHED = [
    ("HCPCS:Q2042", "EXACT_CODE", "key", "HCPCS:Q2042"),
    ("c9100", "EXACT_CODE", "code", "C91.00"),
    ("110.24", "EXACT_CODE", "number", "110.24"),
    ("NON-HODGKIN LYMPHOMA", "EXACT_NAME", "name", "non-Hodgkin lymphoma"),
    ("sjogren syndrome", "EXACT_NAME", "name", "Sjögren syndrome"),
    ("nhl", "EXACT_SYNONYM", "synonyms", "NHL"),
    ("engineered", "PREFIX", "terms", "Engineered T cells"),
    ("tisagen", "PREFIX", "display", "Tisagenlecleucel"),
    ("q20", "PREFIX", "code", "Q2042"),
    ("lymphocytic", "WORDS", "synonyms", "acute lymphocytic leukemia"),
    ("receptors, antigens", "WORDS", "title", "Chimeric antigen receptor T-cell therapy"),
    ("leukemia lymphocyt", "WORDS", "synonyms", "acute lymphocytic leukemia"),
    ("acute lymphocitic leukemia", "TYPO", "synonyms", "acute lymphocytic leukemia"),
    ("leukemia lymphocitic", "TYPO", "name", "acute lymphoblastic leukemia"),
    ("Q2O42", "REPAIRED_CODE", "code", "Q2042"),
    ("kymriah", "VOCABULARY", "display", "Tisagenlecleucel"),
    ("lymphocytic disease", "SOME_WORDS", "synonyms", "acute lymphocytic leukemia"),
]


async def test_a_hit_says_which_text_matched_and_why(small: Graph) -> None:
    found = [(text, *(await _match(small, text))) for text, *_ in _MATCHED]
    assert found == _MATCHED


async def test_a_text_of_the_description_is_the_match_where_no_name_is(graph: Graph) -> None:
    await graph.write("CREATE (:Procedure {key: 'PROCEDURE:x', name: 'X', description: 'Cells are washed.'})")
    await derive(graph)
    assert await _match(graph, "washed cells") == ("WORDS", "description", "Cells are washed.")


async def test_the_score_tells_the_reason(small: Graph) -> None:
    """The integer parts documented in the header."""
    for text, whole in [
        ("HCPCS:Q2042", 10),
        ("Q2042", 9),
        ("twin lymphoma", 8),
        ("nhl", 7),
        ("Q2O42", 6),
        ("kymriah", 5),
        ("twin", 4),
        ("lymphoblastic", 4),
        ("lymphobl", 3),
        ("hodgkinz lymphomaz", 2),
        ("lymphoma abroad", 1),
    ]:
        assert int((await search(small, text))[0]["score"]) == whole, text


async def test_typos_are_considered_only_if_nothing_else_matches(small: Graph) -> None:
    reasons = {row["reason"] for row in await search(small, "acute lymphoblastic leukemia")}
    assert "TYPO" not in reasons
    found = [row["reason"] for row in await search(small, "acute lymphoblastic leukemiia")]
    assert found[0] == "TYPO"
    assert set(found) <= {"TYPO", "SOME_WORDS"}


async def test_a_word_that_some_text_contains_is_not_a_slip(graph: Graph) -> None:
    """No name has both words of `pacemaker infection`, but each is one: it is no insertion."""
    for name in ["Pacemaker insertion", "Device infection"]:
        await graph.write("CREATE (:Procedure {key: 'PROCEDURE:' + $name, name: $name})", {"name": name})
    await derive(graph)
    assert {row["reason"] for row in await search(graph, "pacemaker infection")} == {"SOME_WORDS"}
    assert [row["reason"] for row in await search(graph, "pacemaker inserton")] == ["TYPO"]


async def test_a_slip_is_nearer_than_another_word_of_the_same_stem(graph: Graph) -> None:
    """`migrane` has the stem of `migrans`, and is a slip away from `migraine`."""
    await graph.write("CREATE (:Condition {key: 'MONDO:1', name: 'larva migrans'})")
    await graph.write("CREATE (:Condition {key: 'MONDO:2', name: 'migraine'})")
    await derive(graph)
    assert await _keys(graph, "migrane") == ["MONDO:2", "MONDO:1"]
    assert await _keys(graph, "migrans") == ["MONDO:1"]


async def test_nodes_with_more_edges_come_first_and_retired_ones_last(small: Graph) -> None:
    assert await _keys(small, "twin lymphoma") == ["MONDO:4", "MONDO:5"], "by key where nothing else tells"
    assert (await _keys(small, "twin policy"))[:2] == ["POLICY:new", "POLICY:old"]
    await small.write(
        "MATCH (a:Condition {key: 'MONDO:5'}), (b:Condition {key: 'MONDO:3'}) CREATE (a)-[:IS_A]->(b)"
    )
    assert await _keys(small, "twin lymphoma") == ["MONDO:5", "MONDO:4"]


async def test_a_reloaded_node_is_found_by_its_new_name(small: Graph) -> None:
    """Every write of a node's facts removes its names, as in graph/write/statements.py."""
    await small.write("MATCH (c:Condition {key: 'MONDO:3'}) SET c = {key: c.key, name: 'Renamed'}")
    assert await derive(small) == 1
    assert await derive(small) == 0
    assert await _keys(small, "renamed") == ["MONDO:3"]
    assert "MONDO:3" not in await _keys(small, "nhl")


async def test_a_synonym_that_is_part_of_the_text_does_not_match(small: Graph) -> None:
    """The number in `gene nph7` may be a code: only codes are found by it."""
    await small.write("CREATE (:Condition {key: 'MONDO:9', name: 'kidney disease', synonyms: ['NPH7']})")
    await derive(small)
    assert await _keys(small, "nph7") == ["MONDO:9"]
    assert [row["reason"] for row in await search(small, "gene nph7")] == ["SOME_WORDS"]
    assert await search(small, "nph") == await search(small, "nph", kinds=["Condition"])


_COVERED = """
CREATE
  (a:Condition {key: 'MONDO:20', name: 'myocardial infarction', synonyms: ['heart attack']}),
  (:Code {key: 'ICD10CM:I21', system: 'ICD10CM', code: 'I21', display: 'Acute MI', billable: false})
    -[:CLASSIFIES {match: 'exact'}]->(a),
  (:Code {key: 'ICD10CM:I21.9', system: 'ICD10CM', code: 'I21.9', display: 'MI, unspecified', billable: true})
    -[:CLASSIFIES {match: 'exact'}]->(a),
  (:Code {key: 'ICD10CM:I22', system: 'ICD10CM', code: 'I22', display: 'Later MI', billable: true})
    -[:CLASSIFIES {match: 'narrow'}]->(a),
  (b:Code {key: 'ICD10CM:I99', system: 'ICD10CM', code: 'I99', status: 'retired'})
    -[:CLASSIFIES {match: 'exact'}]->(a),
  (b)-[:REPLACED_BY]->(:Code {key: 'ICD10CM:K99', system: 'ICD10CM', code: 'K99', display: 'Newer'}),
  (:Code {key: 'ICD10CM:J11', system: 'ICD10CM', code: 'J11', display: 'Flu [grippe], unspecified'}),
  (:Code {key: 'ICD10CM:J12', system: 'ICD10CM', code: 'J12', display: 'Lung trouble (acute) (any)',
    includes: ['chest cold'], index_terms: ['Cough, whooping (of infants)'], status: 'active'}),
  (:Code {key: 'HCPCS:G8888', system: 'HCPCS', code: 'G8888', display: 'Hospital bed measured'}),
  (:Code {key: 'HCPCS:E0250', system: 'HCPCS', code: 'E0250', display: 'Hospital bed with rails'}),
  (:Code {key: 'HCPCS:E0251', system: 'HCPCS', code: 'E0251', display: 'Hospital bed', status: 'retired'}),
  (:Code {key: 'HCPCS:E0252', system: 'HCPCS', code: 'E0252', display: 'Rails of hospital bed',
    status: 'retired'})
"""


@pytest.fixture
async def led(graph: Graph) -> Graph:
    await graph.write(_COVERED)
    await derive(graph)
    return graph


async def test_the_codes_of_a_condition_come_directly_after_it(led: Graph) -> None:
    """Exact before narrow, billable before headings, no retired ones; also with a filter."""
    rows = await search(led, "heart attack")
    led_to = ["ICD10CM:I21.9", "ICD10CM:I21", "ICD10CM:I22"]
    assert [row["node"]["key"] for row in rows[:4]] == ["MONDO:20", *led_to]
    assert {(row["reason"], row["via_key"]) for row in rows[1:4]} == {("CONDITION", "MONDO:20")}
    assert await _keys(led, "heart attack", kinds=["Code"]) == led_to
    query = find("search_match")
    given = {"key": "ICD10CM:I21", "text": "heart attack", "reason": "CONDITION", "via_key": "MONDO:20"}
    (match,) = await led.read(*query.sent(given))
    assert (match["field"], match["matched"]) == ("condition", "myocardial infarction")


async def test_a_code_with_the_name_that_was_typed_comes_before_those_of_the_condition(led: Graph) -> None:
    """The code that a coder takes for the condition may only be below those that a source maps to it."""
    await led.write(
        "CREATE (:Code {key: 'ICD10CM:I24', system: 'ICD10CM', display: 'Heart attack, unspecified'})"
    )
    await derive(led)
    rows = await search(led, "heart attack")
    assert [row["node"]["key"] for row in rows[:3]] == ["MONDO:20", "ICD10CM:I24", "ICD10CM:I21.9"]
    assert (rows[1]["reason"], rows[1]["via_key"]) == ("EXACT_SYNONYM", None)


async def test_a_name_that_ends_with_the_text_comes_before_one_that_begins_with_it(led: Graph) -> None:
    """A standard wheelchair is a wheelchair; its arm rest, and cushions for one, are parts."""
    for number, name in enumerate(
        ["Sturdy old wheelchair", "Cushions used for wheelchair", "Wheelchair arm rest, left, each"]
    ):
        code = f"E9{number}"
        node = "CREATE (:Code {key: 'HCPCS:' + $code, system: 'HCPCS', code: $code, display: $name})"
        await led.write(node, {"code": code, "name": name})
    await derive(led)
    assert (await _keys(led, "wheelchair"))[0] == "HCPCS:E90"


async def test_a_device_comes_before_its_complications(led: Graph) -> None:
    node = "CREATE (:Code {key: $system + ':' + $code, system: $system, code: $code, display: $name})"
    for system, code, name in (
        ("ICD10CM", "T82.32", "Displacement of vascular graft"),
        ("HCPCS", "L8670", "Synthetic material for a vascular graft"),
    ):
        await led.write(node, {"system": system, "code": code, "name": name})
    await derive(led)
    assert await _keys(led, "vascular graft") == ["HCPCS:L8670", "ICD10CM:T82.32"]
    assert (await _keys(led, "vascular graft displacement"))[0] == "ICD10CM:T82.32"


async def test_procedures_that_are_meant_come_before_others_of_the_same_index_entry(led: Graph) -> None:
    node = "CREATE (:Code {key: 'ICD10PCS:' + $code, system: 'ICD10PCS', code: $code, display: $name, "
    node += "index_terms: ['Appendectomy']})"
    for code, name in (("0DBJ0ZZ", "Excision of Appendix"), ("0DTJ0ZZ", "Resection of Appendix, Open")):
        await led.write(node, {"code": code, "name": name})
    await derive(led)
    assert await _keys(led, "appendectomy", kinds=["Code"]) == ["ICD10PCS:0DTJ0ZZ", "ICD10PCS:0DBJ0ZZ"]


_TURNED = [
    ("flu", "ICD10CM:J11", "EXACT_SYNONYM", "display"),
    ("grippe", "ICD10CM:J11", "EXACT_SYNONYM", "display"),
    ("lung trouble", "ICD10CM:J12", "EXACT_SYNONYM", "display"),
    ("chest cold", "ICD10CM:J12", "EXACT_SYNONYM", "includes"),
    ("whooping cough", "ICD10CM:J12", "INDEX", "index_terms"),
    ("infants whooping", "ICD10CM:J12", "INDEX", "index_terms"),
]


async def test_fillers_and_inverted_order_need_not_be_typed(led: Graph) -> None:
    query = find("search_match")
    found = []
    for text, *_ in _TURNED:
        (hit, *_) = await search(led, text)
        given = {"key": hit["node"]["key"], "text": text, "reason": hit["reason"]}
        (match,) = await led.read(*query.sent(given))
        found.append((text, given["key"], match["reason"], match["field"]))
    assert found == _TURNED


async def test_the_replacement_of_a_retired_code_comes_directly_after_it(led: Graph) -> None:
    rows = await search(led, "i99")
    assert [row["node"]["key"] for row in rows] == ["ICD10CM:I99", "ICD10CM:K99"]
    assert (rows[1]["reason"], rows[1]["via_key"]) == ("REPLACEMENT", "ICD10CM:I99")


async def test_measures_and_retired_codes_come_last(led: Graph) -> None:
    """Unless named exactly: `beds` is not the name."""
    assert await _keys(led, "hospital bed") == ["HCPCS:E0251", "HCPCS:E0250", "HCPCS:G8888", "HCPCS:E0252"]
    assert await _keys(led, "hospital beds") == ["HCPCS:E0250", "HCPCS:G8888", "HCPCS:E0251", "HCPCS:E0252"]


async def test_one_number_in_two_systems_finds_both(small: Graph) -> None:
    assert (await _keys(small, "C91.00"))[:2] == ["ICD10CM:C91.00", "OLD:C91.00"]


async def test_filters_keep_what_they_name(small: Graph) -> None:
    assert await _keys(small, "acute leukemia", kinds=["Condition"]) == ["MONDO:1", "MONDO:2"]
    assert await _keys(small, "c91.00", systems=["OLD"]) == ["OLD:C91.00"]
    assert await _keys(small, "twin policy", statuses=["retired"]) == ["POLICY:old"]
    assert await _keys(small, "twin policy", payers=["PAYER:big"]) == ["POLICY:new"]
    assert await _keys(small, "c91.00", kinds=["Policy"]) == []


async def test_filters_apply_before_the_limit(graph: Graph) -> None:
    """However many better hits there are of another kind."""
    await graph.write(
        "UNWIND range(1, 400) AS i CREATE (:Code {key: 'X:' + i, code: toString(i), display: 'rare blood'})"
    )
    await graph.write("CREATE (:Payer {key: 'PAYER:x', name: 'of rare and odd things about blood'})")
    await derive(graph)
    assert await _keys(graph, "blood rare", kinds=["Payer"], most=10) == ["PAYER:x"]
    assert await _keys(graph, "rare blood", kinds=["Payer"]) == ["PAYER:x"]


async def test_the_limit_keeps_the_best(small: Graph) -> None:
    every = await _keys(small, "lymphoma")
    assert len(every) > 2
    assert await _keys(small, "lymphoma", limit=2) == every[:2]


async def test_a_full_page_stops_early_with_the_same_result(small: Graph) -> None:
    """With a small limit later stages are skipped: the result is the beginning of that with a large limit."""
    for text in ("acute", "lymphoma", "c91", "t", "a"):
        every = await search(small, text, limit=1000)
        for limit in (1, 2, 3):
            assert await search(small, text, limit=limit) == every[:limit], text


_ODD = ["", " ", '")', "*", "x' OR 1=1", "\\", "a AND", "[* TO *]", "~", "name:acute^9", "not", "0 OR", "..."]


async def test_no_text_is_refused(small: Graph) -> None:
    for text in _ODD:
        for row in await search(small, text):
            assert set(row) == {"node", "score", "reason", "via_key"}


async def test_nothing_typed_finds_nothing(small: Graph) -> None:
    assert await search(small, "") == []


async def test_no_label_is_scanned(small: Graph, connection: Connection) -> None:
    """However many codes there are, only those the indexes find are looked at."""

    def leaves(plan: dict[str, Any]) -> list[str]:
        return [leaf for child in plan.get("children", ()) for leaf in leaves(child)] or [
            plan["operatorType"]
        ]

    driver = neo4j.AsyncGraphDatabase.driver(connection.uri, auth=(connection.user, connection.password))
    async with driver, driver.session(database=connection.database) as session:
        query = find("search")
        result = await session.run(f"EXPLAIN {query.text}", query.bind({"text": "x"}))
        plan = (await result.consume()).plan
    assert plan is not None
    assert not [leaf for leaf in leaves(plan) if "Scan" in leaf]
