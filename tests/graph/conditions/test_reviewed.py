"""Reviewed matches: the table, and what it changes."""

import re

import pytest

from medcodegraph.graph.conditions.fill_in import CodeText, Link
from medcodegraph.graph.conditions.names import ConditionText
from medcodegraph.graph.conditions.reviewed import MATCHES, Review, reviewed, table

ABOVE = {
    "X:H40": [],
    "X:H40.0": ["X:H40"],
    "X:H40.05": ["X:H40.0"],
    "X:H40.01": ["X:H40.0"],
    "X:H40.1": ["X:H40"],
}
CODES = [CodeText(key, key, [], above) for key, above in ABOVE.items()]
CONDITIONS = [ConditionText("M:1", "glaucoma", [])]
REVIEW = Review("X:H40", "M:1", "broad", ("X:H40.05",), "it has another disease")


def test_rest_of_a_heading_is_narrower_by_its_highest_codes() -> None:
    links, overruled = reviewed([], CODES, CONDITIONS, {("X:H40", "M:1"): {"exact"}}, [REVIEW])
    assert [(link.code, link.match) for link in links] == [("X:H40.01", "narrow"), ("X:H40.1", "narrow")]
    assert overruled == {("X:H40", "M:1"): REVIEW}


def test_link_by_wording_is_replaced() -> None:
    links, overruled = reviewed([Link("X:H40", "M:1", "exact", "same")], CODES, CONDITIONS, {}, [REVIEW])
    assert next((link.code, link.match) for link in links) == ("X:H40", "broad")
    assert overruled == {}


def test_what_a_source_says_of_a_code_itself_stays() -> None:
    stated = {("X:H40", "M:1"): {"exact"}, ("X:H40.1", "M:1"): {"exact"}}
    links, _ = reviewed([], CODES, CONDITIONS, stated, [REVIEW])
    assert [link.code for link in links] == ["X:H40.01"]


@pytest.mark.parametrize("match", ["exact", "narrow", "broad"])
def test_review_of_a_whole_code_needs_no_other_reason(match: str) -> None:
    (link,), _ = reviewed([], CODES, CONDITIONS, {}, [REVIEW._replace(match=match, without=())])
    assert link == ("X:H40", "M:1", match, REVIEW.why)
    assert reviewed([], [], CONDITIONS, {}, [REVIEW._replace(match="exact")]) == ([], {})


def test_review_of_what_nothing_shows_has_no_effect() -> None:
    assert reviewed([], CODES, CONDITIONS, {}, [REVIEW]) == ([], {})


def test_table_is_well_formed() -> None:
    rows = table()
    assert len({(row.code, row.condition) for row in rows}) == len(rows) > 20
    for row in rows:
        assert re.fullmatch(r"ICD10CM:[A-Z0-9][A-Z0-9.-]+", row.code)
        assert re.fullmatch(r"(MONDO|DOID):\d{7}", row.condition)
        assert row.match in MATCHES
        assert row.why
        assert all(code.startswith("ICD10CM:") for code in row.without)
        assert not row.without or row.match == "broad"
