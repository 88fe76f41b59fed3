"""Ranges of codes, and systems written beside them."""

from pathlib import Path

import pytest
from support.policy_files import POLICY, read, said, written

from medcodegraph.graph.model import Rel


@pytest.mark.parametrize(
    "text", ["HCPCS:Q0001-HCPCS:Q0003", "Q0001-hcpcs:Q0003", "hcpcs|Q0001 - HCPCS|Q0003", "Q0001-Q0003"]
)
def test_both_ends_of_a_range_can_name_their_system(text: str, tmp_path: Path) -> None:
    facts, report = read(written(tmp_path, POLICY.replace("[Q0001]", f'["{text}"]')))
    assert report.rejects == []
    assert [end for _, end in said(facts, Rel.COVERS)] == ["HCPCS:Q0001", "HCPCS:Q0002", "HCPCS:Q0003"]


def test_the_first_end_of_a_range_is_not_taken_for_a_system(tmp_path: Path) -> None:
    """Not even if any single code is accepted: `C83-ICD10CM` would be the system of C83.3A."""
    path = written(tmp_path, POLICY.replace("[Q0001]", "['C83-ICD10CM:C83.3A']"))
    facts, report = read(path, unknown="accept")
    assert (facts, len(report.rejects)) == ([], 1)


def test_a_system_written_with_hyphens_is_not_a_range(tmp_path: Path) -> None:
    diagnoses = "        diagnoses: [{diagnoses: ['ICD-10-CM:C83.3', 'ICD-10-CM:C83.30-ICD10CM:C83.3A']}]\n"
    facts, report = read(written(tmp_path, POLICY + diagnoses))
    assert report.rejects == []
    assert [end for _, end in said(facts, Rel.SUPPORTS)] == [
        "ICD10CM:C83.3",
        "ICD10CM:C83.30",
        "ICD10CM:C83.390",
        "ICD10CM:C83.3A",
    ]
