"""`medcodegraph page`: a page like a saved code page, with the two sections that those leave empty."""

import re
import subprocess
import sys

import pytest
from support.running import Server

HEADINGS = [
    "Name of the Procedure:",
    "Summary",
    "Purpose",
    "Indications",
    "Preparation",
    "Procedure Description",
    "Duration",
    "Setting",
    "Personnel",
    "Risks and Complications",
    "Benefits",
    "Recovery",
    "Alternatives",
    "Patient Experience",
]


def page(server: Server, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "medcodegraph", "page", *arguments],
        env=server.environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def section(text: str, heading: str) -> list[str]:
    """The bullets under a heading with this beginning."""
    _, _, rest = text.partition(f"\n{heading}")
    return re.findall(r"^- (.*)$", rest.split("\n\n", 2)[1], re.MULTILINE)


@pytest.fixture(scope="module")
def text(server: Server) -> str:
    done = page(server, "CPT:0537T")
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_it_has_the_sections_of_a_code_page_in_their_order(text: str) -> None:
    lines = text.splitlines()
    assert lines[2] == "CPT4 code 0537T"
    places = [lines.index(heading) for heading in HEADINGS]
    assert places == sorted(places)


def test_related_policies_and_similar_codes_are_there_with_reason_and_source(text: str) -> None:
    """Each ends with the number of a source listed at the end of the page."""
    listed = {int(number) for number in re.findall(r"^\[(\d+)\] \S", text, re.MULTILINE)}
    policies, codes = section(text, "Related policies from health plans"), section(text, "Similar Codes")
    assert len(policies) >= 7
    assert len(codes) == 10
    for bullet in [*policies, *codes]:
        cited = re.search(r"\[([\d, ]+)\]$", bullet)
        assert cited, bullet
        assert {int(number) for number in cited[1].split(",")} <= listed
    assert any("NCD:110.24" in one and "conditional" in one and "names CPT:0537T" in one for one in policies)
    assert codes[0].startswith("CPT:38225 - 0.")
    assert "replaced CPT:0537T on 2025-01-01" in codes[0]
    assert "never a payment decision" in text


def test_a_diagnosis_code_has_a_page_too(server: Server) -> None:
    """With its key in any form, as Markdown."""
    done = page(server, "icd10cm:c9100", "--format", "markdown")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("# Acute lymphoblastic leukemia not having achieved remission\n")
    for heading in (
        "## Code",
        "## Related policies from health plans",
        "## Similar Codes",
        "## Sources",
    ):
        assert f"\n{heading}" in done.stdout
    assert "**Belongs to:** ICD10CM:C91.0 " in done.stdout
    assert "Acute lymphoblastic leukemia" in done.stdout
    assert "\n1. " in done.stdout.partition("## Sources")[2]


def test_a_code_that_is_not_there_is_named(server: Server) -> None:
    done = page(server, "CPT:99999")
    assert done.returncode == 4
    assert "nothing has the key 'CPT:99999': `medcodegraph cypher run search" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("0537T", "nothing has the key '0537T': did you mean CPT:0537T"),
        ("no code at all", "nothing has the key 'no code at all': write SYSTEM:code"),
        ("mondo:0004967", "'MONDO:0004967' is not the key of a code"),
        ("SYSTEM:cpt", "'SYSTEM:CPT' is not the key of a code"),
        ("SYSTEM:nonsense", "no code system 'NONSENSE' is loaded; loaded are "),
    ],
)
def test_what_is_not_a_code_is_told_with_what_may_be_meant(server: Server, key: str, told: str) -> None:
    done = page(server, key)
    assert (done.returncode, done.stdout) == (4, "")
    assert told in done.stderr
