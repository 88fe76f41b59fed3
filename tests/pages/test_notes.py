"""Notes with links to what they name; editions that say the same in one row."""

from typing import Any

from medcodegraph.pages.blocks import Link, Table
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.history import history
from medcodegraph.pages.notes import linked
from medcodegraph.pages.render import plain

SOURCE = {"key": "SOURCE:x", "title": "X", "publisher": "Y", "release": "1", "url": None, "publishedOn": None}


def edition(release: str, wording: str, *, stated: bool = True, until: str | None = None) -> dict[str, Any]:
    return {
        **{"series": "x", "release": release, "begins": f"{release}-10-01", "until": until, "stated": stated},
        **{"wording": wording, "level": "code", "billable": True, "parent": None},
        "source": {**SOURCE, "key": f"SOURCE:{release}", "retrievedAt": None},
    }


def test_the_codes_in_a_note_are_links_in_their_place() -> None:
    """C91.0- is C91.0 and not C91; what the note names in other words comes after it."""
    codes = [{"key": f"ICD10CM:{code}"} for code in ("C91.0", "C91", "F10-F19", "Z99")]
    text = "leukemia (C91.0-), lymphoid (C91.-), drugs (F10-F19)"
    line = linked(text, codes)
    links = [(one.key, one.text) for one in line if isinstance(one, Link)]
    assert links == [
        ("ICD10CM:C91.0", "C91.0"),
        ("ICD10CM:C91", "C91"),
        ("ICD10CM:F10-F19", "F10-F19"),
        ("ICD10CM:Z99", "ICD10CM:Z99"),
    ]
    assert plain(line) == f"{text} ICD10CM:Z99"


def test_editions_that_say_the_same_stand_in_one_row() -> None:
    found = [
        edition("2022", "old"),
        edition("2023", "old", until="2024-09-30"),
        edition("2024", "new", until="2025-09-30"),
        edition("2025", "", stated=False),
    ]
    section = history({"history": found, "replacementChain": []}, Cited())
    (table,) = section.blocks
    assert isinstance(table, Table)
    assert [[plain(cell) for cell in row[:2]] for row in table.rows] == [
        ["2022 to 2023, from 2022-10-01 until 2024-09-30 [1, 2]", "old"],
        ["2024, from 2024-10-01 until 2025-09-30 [3]", "new"],
        ["2025, from 2025-10-01 [4]", "not in the list"],
    ]
