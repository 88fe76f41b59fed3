"""Similar codes derived in the database: each kind of evidence, exact sums, repeatable, never incomplete."""

from typing import Any

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.similarity.derive import SOURCE, derive
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS
from medcodegraph.loaders.pipeline.run import load
from medcodegraph.loaders.sources.starter import loader as starter

pytestmark = pytest.mark.anyio

_NODES = """
CREATE
  (old:Code {key: 'CPT:1', system: 'CPT'}), (new:Code {key: 'CPT:2'}), (newest:Code {key: 'CPT:3'}),
  (other:Code {key: 'CPT:4'}), (product:Code {key: 'HCPCS:5'}), (alone:Code {key: 'CPT:9'}),
  (second:Code {key: 'HCPCS:6'}), (graft:Code {key: 'CPT:7'}),
  (rare:Code {key: 'ICD:A'}), (mild:Code {key: 'ICD:B'}),
  (old)-[:REPLACED_BY {on: date('2025-01-01')}]->(new), (new)-[:REPLACED_BY]->(newest),
  (cells:Procedure {key: 'P:cells', name: 'Cells'}), (transplant:Procedure {key: 'P:graft', name: 'Graft'}),
  (cells)-[:ALTERNATIVE_TO]->(transplant),
  (old)-[:BILLS {step: 'harvest'}]->(cells), (new)-[:BILLS {step: 'harvest'}]->(cells),
  (other)-[:BILLS {step: 'infusion'}]->(cells), (product)-[:BILLS {step: 'product'}]->(cells),
  (second)-[:BILLS {step: 'product'}]->(cells), (graft)-[:BILLS]->(transplant),
  (cancer:Condition {key: 'C:cancer', name: 'cancer'}),
  (leukemia:Condition {key: 'C:leukemia', name: 'leukemia'})-[:IS_A]->(cancer),
  (lymphoma:Condition {key: 'C:lymphoma', name: 'lymphoma'})-[:IS_A]->(cancer),
  (cells)-[:INDICATED_FOR]->(leukemia), (cells)-[:INDICATED_FOR]->(lymphoma),
  (transplant)-[:INDICATED_FOR]->(leukemia),
  (product)-[:INDICATED_FOR]->(lymphoma),
  (rare)-[:CLASSIFIES]->(leukemia), (mild)-[:CLASSIFIES]->(lymphoma),
  (policy:Policy {key: 'L:1', number: 'I-1'})-[:ISSUED_BY]->(:Payer {key: 'PAYER:1', name: 'Payer'}),
  (policy)-[:COVERS {stance: 'covered', group: '1'}]->(old), (policy)-[:COVERS {stance: 'covered'}]->(other),
  (policy)-[:COVERS {stance: 'not_covered'}]->(product), (policy)-[:SUPPORTS {stance: 'covered'}]->(rare)
"""

_PAIRS = """
MATCH (a:Code)-[similar:SIMILAR_TO]->(b:Code)
RETURN a.key AS a, b.key AS b, properties(similar) AS facts ORDER BY a, b
"""


@pytest.fixture
async def small(graph: Graph) -> Graph:
    await graph.write(_NODES)
    return graph


async def _pairs(graph: Graph) -> dict[tuple[str, str], dict[str, Any]]:
    rows = await graph.read(_PAIRS)
    pairs = {(row["a"], row["b"]): row["facts"] for row in rows}
    assert len(pairs) == len(rows)
    return pairs


async def _derived(graph: Graph) -> dict[tuple[str, str], dict[str, Any]]:
    await derive(graph)
    return await _pairs(graph)


def _kinds(facts: dict[str, Any]) -> dict[str, float]:
    return {kind: facts[kind] for kind in SIMILAR_WEIGHTS if kind in facts}


async def test_each_pair_is_stored_once_and_its_parts_sum_to_the_score(small: Graph) -> None:
    pairs = await _derived(small)
    assert len(pairs) > 10
    for (a, b), facts in pairs.items():
        assert a < b
        assert 0 < facts["score"] <= 1
        assert sum(SIMILAR_WEIGHTS[kind] * score for kind, score in _kinds(facts).items()) == facts["score"]
        assert facts["source"] == SOURCE
        assert facts["load"]
        assert a in facts["summary"]
        assert b in facts["summary"]


async def test_without_evidence_there_is_no_edge(small: Graph) -> None:
    """A single code has none, and a diagnosis is not similar to its treatment."""
    keys = {frozenset(pair) for pair in await _derived(small)}
    assert not any("CPT:9" in pair for pair in keys)
    assert frozenset({"ICD:A", "CPT:7"}) not in keys


async def test_a_replacement_is_noted_with_its_day(small: Graph) -> None:
    facts = (await _derived(small))["CPT:1", "CPT:2"]
    assert facts["relation"] == "REPLACES"
    assert facts["summary"].startswith("CPT:2 replaced CPT:1 on 2025-01-01; same step (harvest)")


async def test_a_chain_of_replacements_counts_half_for_each_further_step(small: Graph) -> None:
    facts = (await _derived(small))["CPT:1", "CPT:3"]
    assert (facts["replacement"], facts["relation"]) == (0.5, "REPLACES")
    assert facts["summary"] == "CPT:3 replaced CPT:1 through CPT:2"


async def test_the_same_step_outranks_the_same_system_the_same_procedure_and_an_alternative(
    small: Graph,
) -> None:
    pairs = await _derived(small)

    graded = [("HCPCS:5", "HCPCS:6"), ("CPT:1", "CPT:4"), ("CPT:1", "HCPCS:5"), ("CPT:1", "CPT:7")]
    scores = [pairs[pair]["procedure"] for pair in graded]
    assert scores == sorted(set(scores), reverse=True)
    relations = [pairs[pair]["relation"] for pair in graded]
    assert relations == ["SAME_FAMILY", "SAME_FAMILY", "SAME_FAMILY", "ALTERNATIVE_TO"]


async def test_conditions_count_through_the_hierarchy(small: Graph) -> None:
    """Leukemia and lymphoma are both cancer: less than the same condition, more than nothing."""
    pairs = await _derived(small)
    sibling = pairs["ICD:A", "ICD:B"]
    assert (list(_kinds(sibling)), sibling["relation"]) == (["conditions"], "RELATED")
    assert sibling["summary"] == "ICD:A and ICD:B: both classify cancer"
    await small.write("MATCH (a {key: 'ICD:A'}), (c {key: 'C:lymphoma'}) CREATE (a)-[:CLASSIFIES]->(c)")
    assert (await _derived(small))["ICD:A", "ICD:B"]["score"] > sibling["score"]


async def test_a_product_has_only_its_own_indications(small: Graph) -> None:
    pairs = await _derived(small)
    assert "both for lymphoma" in pairs["CPT:1", "HCPCS:5"]["summary"]
    assert "both for cancer" in pairs["CPT:7", "HCPCS:5"]["summary"]
    assert "both for leukemia, lymphoma" in pairs["CPT:1", "HCPCS:6"]["summary"]


async def test_licensed_words_are_in_no_summary(small: Graph) -> None:
    await small.write(
        "CREATE (text:Source {key: 'SOURCE:l', licensed: true}) WITH text UNWIND ['X:1', 'X:2'] AS key "
        "CREATE (:Code {key: key, display: 'Tonsillectomy'})-[:STATED_BY]->(text)"
    )
    facts = (await _derived(small))["X:1", "X:2"]
    assert (facts["text"], facts["summary"]) == (1, "X:1 and X:2: worded alike")


async def test_only_the_same_stance_of_a_policy_counts(small: Graph) -> None:
    pairs = await _derived(small)
    assert "same stance in policies of Payer I-1" in pairs["CPT:1", "CPT:4"]["summary"]
    assert "policies" not in pairs["CPT:1", "HCPCS:5"]


async def test_conditions_carry_how_much_they_say_of_a_code(small: Graph) -> None:
    """The fewer codes, including those of the conditions below, the more."""
    read = "MATCH (c:Condition) RETURN c.key AS key, c.information_content AS content ORDER BY key"
    await derive(small)
    found = {row["key"]: row["content"] for row in await small.read(read)}
    assert 0 < found["C:cancer"] < found["C:leukemia"] < 1
    await small.write("MATCH (:Condition {key: 'C:cancer'})<-[r:IS_A]-() DELETE r")
    await derive(small)
    assert {row["key"]: row["content"] for row in await small.read(read)}["C:cancer"] is None


async def test_the_same_evidence_gives_the_same_edges_and_writes_nothing_twice(small: Graph) -> None:
    first = await _derived(small)
    await small.write("MATCH ()-[s:SIMILAR_TO]->() SET s.seen = true")
    assert await derive(small) == len(first)
    assert all(facts.pop("seen") for facts in (await _pairs(small)).values())
    await small.write("MATCH (s:Source {key: $key}) DETACH DELETE s", {"key": SOURCE})
    await small.write("MATCH ()-[s:SIMILAR_TO]->() DELETE s")
    assert await _derived(small) == first


async def test_without_new_sources_nothing_is_read(small: Graph) -> None:
    """The marks of the sources decide; after one is reloaded, the evidence is read."""
    await small.write("CREATE (:Source {key: 'SOURCE:x', load: '1', state: 'complete'})")
    await derive(small)
    before = small.statements
    await derive(small)
    assert small.statements == before + 1
    await small.write("MATCH (s:Source {key: 'SOURCE:x'}) SET s.load = '2'")
    await derive(small)
    assert small.statements > before + 2


async def test_a_small_change_writes_only_affected_pairs(small: Graph) -> None:
    await small.write("UNWIND ['X:1', 'X:2'] AS key CREATE (:Code {key: key, display: 'Tonsillectomy'})")
    await derive(small)
    await small.write("MATCH ()-[s:SIMILAR_TO]->() SET s.seen = true")
    await small.write("MATCH (a {key: 'ICD:A'}), (c {key: 'C:lymphoma'}) CREATE (a)-[:CLASSIFIES]->(c)")
    pairs = await _derived(small)
    assert "seen" not in pairs["ICD:A", "ICD:B"]
    assert "seen" in pairs["X:1", "X:2"]


async def test_removed_evidence_removes_its_edges(small: Graph) -> None:
    before = await _derived(small)
    await small.write("MATCH (:Code {key: 'CPT:2'})-[r:REPLACED_BY]->() DELETE r")
    after = await _derived(small)
    assert {pair for pair in before if pair not in after} == {("CPT:1", "CPT:3"), ("CPT:2", "CPT:3")}
    assert set(after) < set(before)


async def test_an_interrupted_derivation_is_repeated(small: Graph) -> None:
    """As after a kill: no checksum on the Source, some edges missing, some left from an older run."""
    whole = await _derived(small)
    await small.write("MATCH (s:Source {key: $key}) REMOVE s.sha256 SET s.state = 'loading'", {"key": SOURCE})
    await small.write("MATCH ()-[s:SIMILAR_TO]->({key: 'HCPCS:5'}) DELETE s")
    await small.write(
        "MATCH (a {key: 'CPT:9'}), (b {key: 'HCPCS:5'}) CREATE (a)-[:SIMILAR_TO {score: 1.0, load: 'x'}]->(b)"
    )
    assert await _derived(small) == whole


async def test_edges_lost_with_a_code_that_came_back_are_written_again(small: Graph) -> None:
    """The evidence is the same as before, but a derivation in between was missed."""
    whole = await _derived(small)
    await small.write("MATCH ()-[s:SIMILAR_TO]-({key: 'HCPCS:5'}) DELETE s")
    assert await _derived(small) == whole


async def test_the_source_says_where_the_edges_come_from(small: Graph) -> None:
    edges = await derive(small)
    source = (await small.read("MATCH (s:Source {key: $key}) RETURN s {.*} AS s", {"key": SOURCE}))[0]["s"]
    assert source["title"] == "Similar codes, derived by medcodegraph"
    assert (source["licence"], source["rank"], source["state"]) == ("Apache-2.0", 0, "complete")
    assert source["edges"] == edges


async def test_without_edges_there_is_no_source(small: Graph) -> None:
    assert await derive(small) > 0
    await small.write("MATCH (n) WHERE NOT n:Code AND NOT n:Source DETACH DELETE n")
    await small.write("MATCH ()-[r:REPLACED_BY]->() DELETE r")
    assert await derive(small) == 0
    assert await small.read("MATCH (n) WHERE NOT n:Code RETURN n") == []
    assert await _pairs(small) == {}


async def test_it_reports_progress(small: Graph) -> None:
    told: list[tuple[str, int, int]] = []
    edges = await derive(small, lambda *what: told.append(what))
    assert ("comparing codes", 10, 10) in told
    assert told[-1] == ("writing similar codes", edges, edges)


async def test_the_query_reads_a_pair_the_same_from_both_ends(small: Graph) -> None:
    await derive(small)
    query = find("similar_codes")

    async def row(key: str, other: str) -> dict[str, Any]:
        rows = await small.read(*query.sent({"key": key}), timeout=60)
        scores = [row["score"] for row in rows]
        assert scores == sorted(scores, reverse=True)
        found = next(row for row in rows if row["key"] == other)
        return {name: value for name, value in found.items() if name not in ("key", "display")}

    seen = await row("CPT:1", "CPT:4")
    assert seen == await row("CPT:4", "CPT:1")
    assert seen["conditions"] == ["C:leukemia", "C:lymphoma"]
    assert (seen["policies"], seen["procedures"]) == (["L:1"], ["P:cells"])
    assert sum(seen["contributions"]) == seen["score"]
    assert (await row("CPT:1", "HCPCS:5"))["conditions"] == ["C:lymphoma"]
    assert (await row("CPT:1", "HCPCS:5"))["policies"] == []
    assert (await row("ICD:A", "ICD:B"))["conditions"] == ["C:cancer"]


@pytest.mark.parametrize(
    ("match", "shared"), [("exact", ["C:leukemia"]), ("narrow", ["C:leukemia"]), ("broad", [])]
)
async def test_two_codes_share_what_their_heading_means_unless_it_is_broader(
    small: Graph, match: str, shared: list[str]
) -> None:
    await small.write(
        "MATCH (c:Condition {key: 'C:leukemia'}) CREATE (h:Code {key: 'ICD:H'}) "
        "CREATE (h)-[:CLASSIFIES {match: $match}]->(c) "
        "CREATE (:Code {key: 'ICD:H1'})-[:CHILD_OF]->(h), (:Code {key: 'ICD:H2'})-[:CHILD_OF]->(h)",
        {"match": match},
    )
    query = find("shared_conditions")
    rows = await small.read(*query.sent({"key": "ICD:H1", "other_key": "ICD:H2"}))
    assert [row["node"]["key"] for row in rows] == shared
    facts = (await _derived(small)).get(("ICD:H1", "ICD:H2"), {})
    assert ("conditions" in facts) == bool(shared)


async def test_the_starter_data_leads_to_the_replacement_and_the_family_first(graph: Graph) -> None:
    """CPT 0537T: its replacement, the other steps old and new, then products; each with a reason."""
    await load(graph, starter.LOADER, [], {}, derive=derive)
    query = find("similar_codes")
    rows = await graph.read(*query.sent({"key": "CPT:0537T", "limit": 12}), timeout=60)
    keys = [row["key"] for row in rows]
    steps = {f"CPT:{number}" for number in ("0538T", "0539T", "0540T", "38226", "38227", "38228")}
    assert keys[0] == "CPT:38225"
    assert set(keys[1:7]) == steps
    assert {key.partition(":")[0] for key in keys[7:]} == {"HCPCS"}
    assert rows[0]["relation"] == "REPLACES"
    assert "on 2025-01-01" in rows[0]["summary"]
    assert all(row["summary"] and row["procedures"] and row["conditions"] for row in rows)
