"""The library query `coverage` over a small graph: every verdict, and which policy overrides which."""

from typing import Any

import pytest
from support import coverage_graph

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find

pytestmark = pytest.mark.anyio


@pytest.fixture(scope="module")
async def small(open_graph: Graph) -> Graph:
    """The small graph; the tests only read it."""
    await coverage_graph.write(open_graph)
    return open_graph


async def _ask(graph: Graph, code: str, **about: object) -> dict[str, Any]:
    query = find("coverage")
    rows = await graph.read(*query.sent({"key": f"X:{code}", **about}), timeout=300)
    (row,) = rows
    return row


async def _verdict(graph: Graph, code: str, **about: object) -> tuple[str, list[str]]:
    """The verdict, and the policies that decide."""
    row = await _ask(graph, code, **about)
    return row["verdict"], [path["policy"] for path in row["paths"] if path["decides"]]


def _why(row: dict[str, Any], policy: str) -> str:
    return next(str(path["reason"]) for path in row["paths"] if path["policy"] == policy)


@pytest.mark.parametrize(
    ("code", "verdict"),
    [
        ("SURE", "COVERED"),
        ("IF", "CONDITIONAL"),
        ("NEVER", "NOT_COVERED"),
        ("MIXED", "CONFLICTING"),
        ("SILENT", "NO_POLICY_FOUND"),
    ],
)
async def test_each_verdict(code: str, verdict: str, small: Graph) -> None:
    row = await _ask(small, code)
    assert row["verdict"] == verdict
    assert f"X:{code}" in row["summary"]
    assert "not a payment decision" in row["disclaimer"]


async def test_a_payer_settles_a_conflict(small: Graph) -> None:
    assert await _verdict(small, "MIXED", payer_key="PAYER:plan") == ("COVERED", ["POLICY:sure"])
    assert await _verdict(small, "MIXED", payer_key="payer:other") == ("NOT_COVERED", ["POLICY:against"])


async def test_each_payer_has_a_verdict_of_its_own(small: Graph) -> None:
    row = await _ask(small, "MIXED")
    assert row["by_payer"] == [
        {"payer": "PAYER:other", "verdict": "NOT_COVERED", "policies": ["POLICY:against"]},
        {"payer": "PAYER:plan", "verdict": "COVERED", "policies": ["POLICY:sure"]},
    ]


async def test_national_before_local(small: Graph) -> None:
    """The contractor's policy is listed, with what overrides it."""
    row = await _ask(small, "LOCAL", payer_key="PAYER:east", state="TX")
    assert row["verdict"] == "COVERED"
    assert [(path["policy"], path["decides"]) for path in row["paths"]] == [("NCD:1", True), ("LCD:E", False)]
    assert _why(row, "LCD:E").endswith("Does not decide: a national policy takes precedence.")


async def test_a_state_chooses_among_contractors(small: Graph) -> None:
    """Medicare includes its contractors; a part of a state belongs to the state."""
    assert (await _verdict(small, "SPLIT", payer_key="PAYER:cms"))[0] == "CONFLICTING"
    for state in ("TX", "tx", "Texas", "JURISDICTION:us-tx"):
        assert await _verdict(small, "SPLIT", payer_key="PAYER:cms", state=state) == ("COVERED", ["LCD:T"])
    assert await _verdict(small, "SPLIT", state="New York") == ("NOT_COVERED", ["LCD:N"])


async def test_the_nearest_diagnosis_of_the_same_group_counts(small: Graph) -> None:
    """C91.00 is named itself, other leukemias by the broader condition; gout is refused only in its group."""
    row = await _ask(small, "JUDGED", diagnosis_key="ICD10CM:C91.00")
    assert row["verdict"] == "CONDITIONAL"
    (first, second) = row["paths"]
    assert [(d["key"], d["how"]) for d in first["diagnoses"]] == [("ICD10CM:C91.00", "SAME")]
    assert (second["group"], second["stance"]) == ("2", "covered"), "the second group refuses gout alone"
    row = await _ask(small, "JUDGED", diagnosis_key="ICD10CM:C91.0")
    assert [(d["key"], d["how"]) for d in row["paths"][0]["diagnoses"]] == [("MONDO:2", "BROADER")]
    assert row["verdict"] == "COVERED"
    assert (await _verdict(small, "JUDGED", diagnosis_key="ICD10CM:M10"))[0] == "NOT_COVERED"


async def test_silence_is_not_a_refusal(small: Graph) -> None:
    """An unlisted diagnosis is refused only if the list is complete."""
    row = await _ask(small, "GROUPED", diagnosis_key="MONDO:3")
    assert (row["verdict"], row["paths"][0]["judgment"]) == ("CONDITIONAL", "NOT_LISTED")
    assert "does not list MONDO:3, but does not say that its list is complete" in row["paths"][0]["reason"]
    assert row["notes"][0].startswith("a policy that does not list MONDO:3 does not refuse it")
    row = await _ask(small, "LISTED", diagnosis_key="MONDO:9")
    assert (row["verdict"], row["paths"][0]["judgment"]) == ("NOT_COVERED", "NOT_ON_COMPLETE_LIST")
    assert (await _verdict(small, "LISTED", diagnosis_key="ICD10CM:C91.00"))[0] == "COVERED"
    assert (await _verdict(small, "GROUPED", diagnosis_key="ICD10CM:M10"))[0] == "COVERED"


async def test_a_group_without_diagnoses_is_judged_by_those_of_the_others_only_where_they_name_it(
    small: Graph,
) -> None:
    assert (await _verdict(small, "FREE", diagnosis_key="MONDO:3"))[0] == "COVERED"
    row = await _ask(small, "FREE", diagnosis_key="MONDO:1")
    assert row["verdict"] == "CONDITIONAL", "a kind of it is accepted"
    assert row["paths"][0]["diagnoses"][0]["how"] == "NARROWER"


@pytest.mark.parametrize(
    ("diagnosis", "first"),
    [("MONDO:3", "CONDITIONAL"), ("MONDO:9", "NOT_LISTED"), ("MONDO:10", "NOT_LISTED")],
)
async def test_refusing_some_use_of_a_code_is_not_refusing_a_diagnosis(
    diagnosis: str, first: str, small: Graph
) -> None:
    """Only a further infusion is refused: a diagnosis that the first one does not list is not, nor is one
    that is listed for another product.
    """
    row = await _ask(small, "REPEATED", diagnosis_key=diagnosis)
    assert row["verdict"] == "CONDITIONAL"
    judged = [(path["judgment"], path["decides"]) for path in row["paths"]]
    assert judged == [(first, True), ("NOT_JUDGED", True)]


async def test_without_a_diagnosis_a_policy_that_names_some_is_conditional(small: Graph) -> None:
    row = await _ask(small, "GROUPED")
    assert row["verdict"] == "CONDITIONAL"
    assert "for the diagnoses it names" in row["paths"][0]["reason"]


@pytest.mark.parametrize("diagnosis", ["MONDO:1", "MONDO:2", "MONDO:3", "ICD10CM:C91", "ICD10CM:C91.0"])
async def test_a_narrower_diagnosis_makes_it_conditional(diagnosis: str, small: Graph) -> None:
    """The policy names C91.00, which is narrower than each of these."""
    row = await _ask(small, "NARROW", diagnosis_key=diagnosis)
    assert row["verdict"] == "CONDITIONAL"
    assert [d["how"] for d in row["paths"][0]["diagnoses"]] == ["NARROWER"]


async def test_a_policy_without_diagnoses_leaves_them_to_its_article(small: Graph) -> None:
    assert await _verdict(small, "PAIRED", diagnosis_key="ICD10CM:M10") == ("CONDITIONAL", ["ARTICLE:P"])
    row = await _ask(small, "PAIRED", diagnosis_key="MONDO:3")
    assert row["verdict"] == "CONDITIONAL"
    assert "leaves the diagnoses" in _why(row, "LCD:P")
    assert len((await _verdict(small, "PAIRED"))[1]) == 2, "without a diagnosis both count"


async def test_newer_versions_before_older_ones(small: Graph) -> None:
    """On each day the version of that day counts; after a newer one that drops the code, nothing decides."""
    assert (await _verdict(small, "RENEWED", as_of="2021-06-01")) == ("COVERED", ["POLICY:r@1"])
    assert (await _verdict(small, "RENEWED", as_of="2023-06-01")) == ("NOT_COVERED", ["POLICY:r@2"])
    row = await _ask(small, "RENEWED", as_of="2024-06-01")
    assert row["verdict"] == "NO_POLICY_FOUND"
    assert _why(row, "POLICY:r@2").endswith("Does not decide: the newer POLICY:r@3 is in force.")
    assert (await _verdict(small, "RENEWED", as_of="2019-06-01")) == ("NOT_LOADED", [])


async def test_a_day_before_the_loaded_versions_says_so(small: Graph) -> None:
    """What earlier versions said is not known; a policy in force on the day speaks for itself."""
    row = await _ask(small, "LATER", as_of="2022-06-01")
    assert row["verdict"] == "NO_POLICY_FOUND"
    assert any("begins on 2023-05-01: earlier versions" in note for note in row["notes"])
    assert not any("earlier versions" in note for note in (await _ask(small, "LATER"))["notes"])


async def test_of_policies_of_one_number_the_newest_counts(small: Graph) -> None:
    assert await _verdict(small, "NUMBERED", as_of="2021-01-01") == ("COVERED", ["POLICY:n1"])
    assert await _verdict(small, "NUMBERED") == ("NOT_COVERED", ["POLICY:n2"])


async def test_retired_policies_count_on_past_days_only(small: Graph) -> None:
    """One has a last day; the other is only known to be over."""
    both = ["POLICY:gone", "POLICY:lost"]
    assert await _verdict(small, "RETIRED", as_of="2021-06-01") == ("CONDITIONAL", both)
    assert await _verdict(small, "RETIRED", as_of="2022-06-01") == ("CONDITIONAL", ["POLICY:lost"])
    assert await _verdict(small, "RETIRED") == ("NO_POLICY_FOUND", [])


async def test_drafts_never_count(small: Graph) -> None:
    assert await _verdict(small, "DRAFT") == ("NO_POLICY_FOUND", [])


async def test_the_dates_of_a_statement_count(small: Graph) -> None:
    assert (await _verdict(small, "DATED", as_of="2020-12-31"))[0] == "COVERED"
    assert (await _verdict(small, "DATED", as_of="2021-01-01"))[0] == "NO_POLICY_FOUND"


async def test_a_heading_includes_the_codes_below_it(small: Graph) -> None:
    row = await _ask(small, "LEAF")
    assert row["verdict"] == "COVERED"
    assert (row["paths"][0]["named"], row["paths"][0]["via"]) == (["X:HEAD"], "HEADING")


async def test_a_note_says_that_a_code_has_ended(small: Graph) -> None:
    """An outdated policy still names it, a current one its replacement: both count, and disagree."""
    row = await _ask(small, "OLD", as_of="2025-06-01")
    assert row["notes"] == ["X:OLD ended on 2024-12-31; replaced by X:NEW on 2025-01-01"]
    assert {(p["policy"], p["via"]) for p in row["paths"]} == {
        ("POLICY:stale", "CODE"),
        ("POLICY:fresh", "REPLACEMENT"),
    }
    assert row["verdict"] == "CONFLICTING"
    assert (await _verdict(small, "OLD", as_of="2024-06-01")) == ("COVERED", ["POLICY:stale"])


async def test_a_policy_that_names_the_replaced_code_counts_for_its_payer(small: Graph) -> None:
    row = await _ask(small, "NEW", payer_key="PAYER:plan", as_of="2025-06-01")
    assert row["verdict"] == "COVERED"
    assert row["paths"][0]["reason"] == (
        "POLICY:stale version 3 of Plan covers X:OLD, which X:NEW replaced on 2025-01-01."
    )


async def test_a_statement_about_the_code_overrides_one_about_the_replaced_code(small: Graph) -> None:
    await small.write(
        "MATCH (:Policy {key: 'POLICY:never'})-[:ISSUED_BY]->(plan), (new:Code {key: 'X:NEW'}) "
        "CREATE (:Policy {key: 'POLICY:now', kind: 'PAYER', title: 'A title'})-[:ISSUED_BY]->(plan) "
        "WITH new MATCH (now:Policy {key: 'POLICY:now'}) "
        "CREATE (now)-[:COVERS {stance: 'not_covered', source: 'S'}]->(new)"
    )
    try:
        row = await _ask(small, "NEW", payer_key="PAYER:plan", as_of="2025-06-01")
    finally:
        await small.write("MATCH (now:Policy {key: 'POLICY:now'}) DETACH DELETE now")
    assert row["verdict"] == "NOT_COVERED"
    assert _why(row, "POLICY:stale").endswith("Does not decide: another policy names the code itself.")


async def test_unknown_inputs_are_noted_without_a_verdict(small: Graph) -> None:
    for about, note in (
        ({"payer_key": "PAYER:nobody"}, "unknown payer: there is no PAYER:nobody"),
        ({"diagnosis_key": "ICD10CM:Z99"}, "unknown diagnosis: there is no ICD10CM:Z99"),
        ({"state": "Atlantis"}, "unknown state: there is no Atlantis"),
    ):
        row = await _ask(small, "SURE", **about)
        assert (row["verdict"], row["notes"], row["paths"]) == ("UNKNOWN_INPUT", [note], [])
        assert row["summary"].endswith(note)
    assert await small.read(find("coverage").text, find("coverage").bind({"key": "X:none"})) == []


@pytest.mark.parametrize("written", ["C91.00", "c91.00", "C9100", "ICD10CM:C91.00"])
async def test_a_diagnosis_needs_no_prefix(written: str, small: Graph) -> None:
    row = await _ask(small, "NARROW", diagnosis_key=written)
    assert (row["diagnosis"], row["verdict"]) == (["ICD10CM:C91.00"], "COVERED")


async def test_missing_data_is_reported(small: Graph) -> None:
    """For a day before everything loaded, and for a payer without policies; otherwise no policy is found."""
    row = await _ask(small, "SILENT", as_of="1950-01-01")
    assert row["verdict"] == "NOT_LOADED"
    await small.write("CREATE (:Payer {key: 'PAYER:new', name: 'New', kind: 'commercial'})")
    row = await _ask(small, "SURE", payer_key="PAYER:new")
    assert (row["verdict"], row["notes"]) == ("NOT_LOADED", ["no policy issued by New itself is loaded"])
    assert await _verdict(small, "SILENT", payer_key="PAYER:plan") == ("NO_POLICY_FOUND", [])


async def test_a_note_says_that_a_diagnosis_was_not_considered(small: Graph) -> None:
    row = await _ask(small, "SURE", diagnosis_key="MONDO:9")
    assert row["verdict"] == "COVERED"
    assert row["notes"][0].endswith("MONDO:9: the diagnosis was not considered")
    assert (await _ask(small, "NARROW", diagnosis_key="MONDO:2"))["notes"][0].startswith(
        "only policies of Plan"
    )


async def test_a_billable_diagnosis_takes_the_conditions_of_its_heading(small: Graph) -> None:
    """The product is for acute leukemia, which the heading C91.0 classifies: C91.00 is judged like C91.0."""
    for diagnosis in ("ICD10CM:C91.0", "ICD10CM:C91.00"):
        row = await _ask(small, "PRODUCT", diagnosis_key=diagnosis)
        assert (row["verdict"], row["paths"][0]["judgment"]) == ("CONDITIONAL", "ON_LABEL")


async def test_a_policy_that_relies_on_the_label_accepts_labelled_uses(small: Graph) -> None:
    row = await _ask(small, "PRODUCT", diagnosis_key="MONDO:3")
    (path,) = row["paths"]
    assert [(d["key"], d["criteria"], d["source"]) for d in path["diagnoses"]] == [
        ("MONDO:3", "Adults.", ["LABEL"])
    ]
    row = await _ask(small, "PRODUCT", diagnosis_key="MONDO:9")
    assert (row["verdict"], row["paths"][0]["judgment"]) == ("CONDITIONAL", "NOT_ON_LABEL")
    assert "is not on the label of X:PRODUCT" in row["notes"][0]
    assert (await _ask(small, "OTHER", diagnosis_key="MONDO:9"))["paths"][0]["judgment"] == "LABEL_NOT_LOADED"


async def test_medicare_numbers_lists_of_codes_and_diagnoses_apart(small: Graph) -> None:
    """A diagnosis on another complete list of the same LCD is listed; one on none is refused."""
    assert (await _verdict(small, "LISTS", diagnosis_key="MONDO:9"))[0] == "CONDITIONAL"
    await small.write("CREATE (:Condition {key: 'MONDO:77', name: 'hay fever'})")
    assert (await _verdict(small, "LISTS", diagnosis_key="MONDO:77"))[0] == "NOT_COVERED"


async def test_a_policy_with_a_scope_says_nothing_about_other_diagnoses(small: Graph) -> None:
    assert (await _verdict(small, "SCOPED", diagnosis_key="MONDO:3"))[0] == "NOT_COVERED"
    row = await _ask(small, "SCOPED", diagnosis_key="MONDO:9")
    assert (row["verdict"], row["paths"][0]["overridden"]) == ("NO_POLICY_FOUND", "OUT_OF_SCOPE")
    assert (await _verdict(small, "SCOPED"))[0] == "CONDITIONAL", "it refuses for some diagnoses only"


async def test_a_policy_of_which_only_the_number_is_known_decides_nothing(small: Graph) -> None:
    row = await _ask(small, "BLANK")
    assert (row["verdict"], row["paths"][0]["overridden"]) == ("NO_POLICY_FOUND", "NOT_DESCRIBED")
    assert "its title, status and first day are all unknown" in row["paths"][0]["reason"]


async def test_all_issuers_of_a_policy_have_a_verdict(small: Graph) -> None:
    """In a state, those with a contract there."""
    row = await _ask(small, "BOTH")
    assert [one["payer"] for one in row["by_payer"]] == ["PAYER:east", "PAYER:west"]
    row = await _ask(small, "BOTH", state="TX")
    assert [one["payer"] for one in row["by_payer"]] == ["PAYER:east"]


@pytest.mark.parametrize(
    ("code", "day", "verdict", "source"),
    [
        ("MCM", "2026-01-01", "NOT_COVERED", "SOURCE:hcpcs/codes-2025"),
        ("CCS", "2026-01-01", "NOT_COVERED", "SOURCE:hcpcs/codes-2025"),
        ("DDI", "2026-01-01", "NOT_COVERED", "SOURCE:hcpcs/codes-2025"),
        ("CMC", "2026-01-01", "NO_POLICY_FOUND", None),
        ("CMC", "2020-01-01", "NOT_COVERED", "SOURCE:hcpcs/codes-2019"),
        ("MCM", "2020-01-01", "NO_POLICY_FOUND", None),
        ("CMC", "2016-01-01", "NOT_COVERED", "SOURCE:hcpcs/codes-2019"),
        ("CMC", "2012-01-01", "NOT_LOADED", None),
    ],
)
async def test_medicare_indicators(
    code: str, day: str, verdict: str, source: str | None, small: Graph
) -> None:
    """From the file of the day, or an older fact that had not changed by then; for Medicare only."""
    row = await _ask(small, code, payer_key="PAYER:cms", as_of=day)
    assert row["verdict"] == verdict
    assert [path["source"] for path in row["paths"]] == ([[source]] if source else [])
    other = await _verdict(small, code, payer_key="PAYER:plan", as_of=day)
    assert other[0] in ("NO_POLICY_FOUND", "NOT_LOADED")
