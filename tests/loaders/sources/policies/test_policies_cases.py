"""Policies as people write them: modifiers, other separators, leftovers of Excel, states, signs."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from support.loaded import NoNames

from medcodegraph.graph.facts import Edge
from medcodegraph.graph.keys import slug_key
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.policies.loader import LOADER
from medcodegraph.loaders.us_states import state_in

CASES = Path(__file__).parents[3] / "cases"
CODES: Mapping[str, list[str]] = {"HCPCS": ["E0100", "E0102", "J9370", "J9380"], "CPT": ["38225", "99213"]}


class Known(NoNames):
    """A graph with the codes that the files name."""

    def codes(self, system: str) -> dict[str, bool | None]:
        return dict.fromkeys(CODES.get(system, ()), True)


def read(name: str) -> tuple[list[Edge], Report]:
    """The edges of one of the small inputs."""
    (part,) = LOADER.parts([CASES / name], {})
    report = Report()
    return [fact for fact in part.facts(report, Known()) if isinstance(fact, Edge)], report


def covered(edges: list[Edge]) -> list[tuple[str, str, object, object]]:
    """The policy, the code, the stance and the criteria of each statement."""
    said = [edge for edge in edges if edge.kind is Rel.COVERS]
    return [
        (e.start[1].removeprefix("POLICY:"), e.end[1], e.properties["stance"], e.properties["criteria"])
        for e in said
    ]


@pytest.mark.parametrize("name", ["t12-excel-tail.csv", "t12b-excel-empty-column.csv"])
def test_empty_rows_and_empty_last_columns_of_excel_do_not_count(name: str) -> None:
    edges, report = read(f"pol/{name}")
    assert [code for _, code, _, _ in covered(edges)] == ["HCPCS:E0100", "HCPCS:E0102"]
    assert (report.rows, report.rejects) == (2, [])


def test_codes_with_other_separators_are_a_list_and_ambiguous_ranges_are_reported() -> None:
    edges, report = read("pol/t13-pipes.csv")
    pair = ["HCPCS:E0100", "HCPCS:E0102"]
    found: dict[str, list[str]] = {}
    for policy, code, _, _ in covered(edges):
        found.setdefault(policy, []).append(code)
    assert found == {
        "plan-gum-g-1": ["HCPCS:J9370", "HCPCS:J9380"],
        **dict.fromkeys(("plan-gum-g-3", "plan-gum-g-4", "plan-gum-g-5"), pair),
    }
    assert [(reject.line, reject.row) for reject in report.rejects] == [(3, "E0100:E0102")]


def test_a_statement_about_a_code_with_a_modifier_makes_the_code_conditional() -> None:
    edges, report = read("more/gum-mod.yaml")
    assert report.rejects == []
    assert [said[1:] for said in covered(edges)] == [
        ("HCPCS:E0100", "conditional", "With modifier KX only."),
        ("HCPCS:E0102", "conditional", "With modifier NU only."),
        ("CPT:99213", "conditional", "With modifier 25 only."),
        ("CPT:38225", "conditional", "With modifier LT only."),
    ]
    edges, report = read("pol/t14-modifiers.yaml")
    assert ("HCPCS:E0100", "conditional", "Not covered with modifier RR.") in [s[1:] for s in covered(edges)]
    assert [(reject.line, reject.row) for reject in report.rejects] == [(15, "E0100-02"), (16, "E01XX")]


def test_titles_that_differ_by_signs_only_are_two_policies() -> None:
    old, young = read("more/oak-old.yaml")[0], read("more/oak-young.yaml")[0]
    assert {said[0] for said in covered(old)} == {"plan-oak-sticks-age-ge-65"}
    assert {said[0] for said in covered(young)} == {"plan-oak-sticks-age-lt-65"}
    assert slug_key("RISK", "\u03b1 decay") != slug_key("RISK", "\u03b2 decay")
    assert slug_key("ROLE", "M\u00e9decin") == "ROLE:medecin"


def test_two_letters_that_are_not_a_state_are_rejected_with_the_nearest(tmp_path: Path) -> None:
    edges, report = read("pol/t15-states.yaml")
    assert [edge.end[1] for edge in edges if edge.kind is Rel.APPLIES_IN] == ["JURISDICTION:us-tx"]
    assert [reject.line for reject in report.rejects] == [6]
    assert report.rejects[0].reason.startswith("'TZ' is not a jurisdiction: did you mean 'TX'?; 'UK' is not")
    assert (state_in("us-tx"), state_in("New  York")) == ("TX", "NY")


def test_a_policy_of_which_no_jurisdiction_is_one_does_not_hold_everywhere(tmp_path: Path) -> None:
    text = (CASES / "pol" / "t15-states.yaml").read_text().replace(", tx]", "]")
    path = tmp_path / "states.yaml"
    path.write_text(text)
    (part,) = LOADER.parts([path], {})
    report = Report()
    assert list(part.facts(report, Known())) == []
    assert len(report.rejects) == 1
