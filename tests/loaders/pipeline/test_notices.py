"""Similar notices become one, with a count, and all of them are written to a file."""

from pathlib import Path

from medcodegraph.loaders.pipeline.notices import alike, write_notices

NOTICES = [
    "list.xml: Q0001 refers to Q0009, which is not in the file",
    "list.xml: no release",
    "list.xml: Q0002 refers to Q0010, which is not in the file",
]


def test_notices_that_differ_by_codes_only_are_one_with_a_count() -> None:
    assert alike(NOTICES) == [(NOTICES[0], 2), (NOTICES[1], 1)]
    assert alike(["the vocabulary 'A' is new", "the vocabulary 'B C' is new"]) == [
        ("the vocabulary 'A' is new", 2)
    ]


def test_all_notices_are_written_to_a_file(tmp_path: Path) -> None:
    file = write_notices(tmp_path / "rejects", "fhir/some", ["one\nline", "\ud800"])
    assert file == tmp_path / "rejects" / "fhir" / "some.notices.txt"
    assert file.read_text().splitlines() == ["one line", "\\ud800"]
