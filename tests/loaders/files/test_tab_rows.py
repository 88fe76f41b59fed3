"""Tab-separated rows are found by their header, and a bad one does not affect the next."""

import pytest

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.tab_rows import tab_rows
from medcodegraph.loaders.report import Report


def rows(text: str, report: Report | None = None) -> list[tuple[int, dict[str, str]]]:
    lines = enumerate(text.split("\n"), start=1)
    return list(tab_rows(lines, ("a", "b"), "t.tsv", report or Report()))


def test_columns_are_found_by_name() -> None:
    """In any order, quoted or not, with other columns; nothing is converted to a number."""
    assert rows('b\tc\ta\n007\t\t1E10\n\n"x\ty"\t"say ""no"""\tit\'s') == [
        (2, {"b": "007", "c": "", "a": "1E10"}),
        (4, {"b": "x\ty", "c": 'say "no"', "a": "it's"}),
    ]


def test_bad_rows_are_rejected() -> None:
    report = Report()
    assert rows('a\tb\n1\n"open\t2\n3\t4\n1\t2\t3', report) == [(4, {"a": "3", "b": "4"})]
    assert report.rows == 4
    assert [(reject.line, reject.reason[:23]) for reject in report.rejects] == [
        (2, "the row has 1 cell but "),
        (3, "a quote is not closed, "),
        (5, "the row has 3 cells but"),
    ]


@pytest.mark.parametrize(
    ("header", "reason"),
    [("a\tc", "missing b"), ("a\tb\ta", "'a' appears twice in the header"), ('"a\tb', "quote")],
)
def test_wrong_headers_are_refused(header: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        rows(f"{header}\n1\t2")
