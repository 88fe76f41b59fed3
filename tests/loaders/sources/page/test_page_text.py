"""Parsing pages: headings, labels, items, and errors for a file that is not a page."""

from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.loaders.sources.page.text import ABOVE, BELOW, LEFT_EMPTY, UNKNOWN, Entry, Page, parse

HEAD = "Test title\n\nHCPCS code\n\nName of the Procedure:\n\nTest Procedure\n"


def page(body: str, head: str = HEAD) -> Page:
    return parse(f"{head}\n{body}".splitlines(), "page.txt")


def fields(body: str) -> list[tuple[str, str]]:
    return [(entry.field, entry.text) for entry in page(body).entries]


def only(body: str) -> Entry:
    (entry,) = page(body).entries
    return entry


def test_title_system_and_name() -> None:
    """The paragraph above the code system is the title; the site's search line is not."""
    found = page("Summary\n\nText.", "Search all medical codes\n\nA long\ntitle\n\nCPT4 code\n\n" + HEAD[24:])
    assert (found.title, found.system, found.name) == ("A long title", "CPT4", "Test Procedure")


@pytest.mark.parametrize(
    "line", ["CPT4 code", "HCPCS code", "ICD10PCS code", "ICD-10-PCS code", "hcpcs Code"]
)
def test_code_systems(line: str) -> None:
    found = parse([line, "Name of the Procedure: Test"], "page.txt")
    assert (found.system, found.title) == (line[:-5], "")


def test_other_lines_above_the_headings_are_kept_aside() -> None:
    found = page(
        "Summary\n\nText.", "Log in\n\nTitle\n\nHCPCS code\n\nPrint\n\nName of the Procedure: Test\n"
    )
    kept = [(entry.field, entry.text) for entry in found.entries]
    assert (found.title, kept) == ("Title", [(ABOVE, "Log in"), (BELOW, "Print"), ("summary", "Text.")])


def test_unlabelled_text_belongs_to_the_heading_and_labelled_text_to_the_label() -> None:
    assert fields("Purpose\n\nIn general.\nGoals: Sleep.\n\nDuration\n\nAn hour.") == [
        ("purpose", "In general."),
        ("goals", "Sleep."),
        ("duration", "An hour."),
    ]


def test_headings_may_be_on_the_line_of_their_text_or_without_blank_lines() -> None:
    assert fields("Summary: Short.\nDuration\nAn hour.") == [("summary", "Short."), ("duration", "An hour.")]


def test_lines_without_a_blank_between_are_one_paragraph() -> None:
    assert fields("Summary\n\nOne\ntwo.\n\nThree.") == [("summary", "One two.\nThree.")]


def test_labels_may_be_bullets_with_nested_items() -> None:
    body = (
        "Risks and Complications\n\n- Common Risks:\n    - Pain\n    - Heat\n- Rare Risks: Fire\n- Be careful"
    )
    assert fields(body) == [
        ("common_risks", "- Pain\n- Heat"),
        ("rare_risks", "Fire"),
        ("risks", "Be careful"),
    ]


def test_items_after_a_blank_line_still_belong_to_the_label() -> None:
    assert fields("Risks and Complications\n\nCommon Risks:\n\n• Pain\n\n• Heat") == [
        ("common_risks", "- Pain\n- Heat")
    ]


def test_text_after_a_blank_line_goes_back_to_the_section() -> None:
    assert fields("Purpose\n\nGoals: Sleep.\n\nIt is old.") == [
        ("goals", "Sleep."),
        ("purpose", "It is old."),
    ]


def test_steps_continue_after_labels_with_nested_items() -> None:
    body = (
        "Procedure Description\n\n  1. Cut: Cut it.\n     - here\n       - and here\n     wrapped\n\n"
        "    Tools and Equipment: Knife.\n    Anesthesia:\n      - None\n\n"
        "  2) Close: Sew it.\n  • with thread"
    )
    found = {entry.field: entry for entry in page(body).entries if entry.field != "description"}
    steps = [piece for entry in page(body).entries if entry.field == "description" for piece in entry.pieces]
    assert [(step.depth, step.text) for step in steps] == [
        (0, "Cut: Cut it."),
        (1, "here"),
        (2, "and here wrapped"),
        (0, "Close: Sew it."),
        (1, "with thread"),
    ]
    assert {field: entry.text for field, entry in found.items()} == {
        "equipment": "Knife.",
        "anesthesia": "None",
    }


def test_steps_are_never_labels() -> None:
    """Numbered lines and nested bullets are items even if they begin like a label."""
    steps = "1. Goals: Set.\n   - Timeline: now\nPreparation: Washed.\n2. Recovery: Wait."
    assert only(f"Procedure Description\n\n{steps}").field == "description"


def test_unknown_heading_is_an_entry_of_its_own_with_all_its_lines() -> None:
    found = page("Summary\n\nText.\n\nDiet and Sleep\n\nEat.\nGoals: none\n\nDuration\n\nAn hour.").entries[1]
    assert (found.field, found.heading, found.line, found.text) == (
        UNKNOWN,
        "Diet and Sleep",
        13,
        "Eat.\nGoals: none",
    )


@pytest.mark.parametrize("line", ["Ends with a stop.", "Not written as a title", "Has, A Comma", "- Bullet"])
def test_other_short_lines_are_not_headings(line: str) -> None:
    assert [entry.field for entry in page(f"Summary\n\nText.\n\n{line}\n\nMore.").entries] == ["summary"]


def test_first_line_of_a_section_is_its_text_even_if_written_as_a_title() -> None:
    assert fields("Setting\n\nOperating Room\n\nSterile.") == [("setting", "Operating Room\nSterile.")]


def test_unknown_label_is_an_entry_and_a_sentence_with_a_colon_is_not() -> None:
    found = page("Purpose\n\nCoding Hint: Once a day.\n\nThere are two kinds: old and new.").entries
    assert [(entry.field, entry.title, entry.text) for entry in found] == [
        (UNKNOWN, "Coding Hint", "Once a day."),
        ("purpose", "Purpose", "There are two kinds: old and new."),
    ]


def test_more_lines_with_the_name() -> None:
    """The name is one line; lines below it are labels or kept separately."""
    found = page("Summary\n\nText.", HEAD + "of some kind\nCommon Name(s): Test\nIn short: T\n")
    assert [(entry.field, entry.text) for entry in found.entries[:3]] == [
        ("name", "of some kind"),
        ("terms", "Test"),
        (UNKNOWN, "T"),
    ]


def test_usually_empty_sections_are_entries_only_if_they_are_not_empty() -> None:
    policies = "Medical Policies and Guidelines for Test title\n\nRelated policies from health plans\n\nOne."
    entry = only(f"{policies}\n\nSimilar Codes")
    assert (entry.field, entry.heading, entry.text) == (
        LEFT_EMPTY,
        "Related policies from health plans",
        "One.",
    )


def test_a_sentence_that_begins_like_a_heading_is_text() -> None:
    assert only("Similar Codes\n\nMedical Policies and Guidelines for all vary.").text.endswith("all vary.")


def test_numbered_labels_outside_the_steps() -> None:
    assert fields("Benefits\n\n1. Timeline: Soon.") == [("timeline", "Soon.")]


def test_heading_of_policies_does_not_repeat_the_title() -> None:
    assert (
        only("Medical Policies and Guidelines for Test title\n\nOne.").heading
        == "Medical Policies and Guidelines"
    )


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "empty"),
        ("\n \n", 1, "empty"),
        ("\nTitle\n\nName of the Procedure: Test", 2, "code system"),
        ("Name of the Procedure: Test\n\nHCPCS code", 1, "code system"),
        ("Title\n\nHCPCS code", 3, "names no procedure"),
        ("HCPCS code\n\nSummary\n\nText.", 5, "names no procedure"),
        ("HCPCS code\n\nName of the Procedure:\n\nSummary\n\nText.", 3, "names no procedure"),
    ],
)
def test_errors_name_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as error:
        parse(text.splitlines(), Path("folder/page.txt"))
    assert (error.value.file, error.value.line) == (Path("folder/page.txt"), line)
