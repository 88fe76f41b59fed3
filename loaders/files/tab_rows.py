"""Tab-separated text as rows with line numbers: one row per line, columns found by name."""

import csv
from collections.abc import Iterable, Iterator, Sequence

from medcodegraph.errors import InputError
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import missing_columns, repeated_column, wrong_cell_count

Lines = Iterator[tuple[int, str]]
Row = tuple[int, dict[str, str]]


def cells(line: str) -> list[str]:
    """The cells of a line, quoted or not; raises ValueError for an unclosed quote."""
    if '"' not in line:
        return line.split("\t")
    try:
        return next(csv.reader([line], delimiter="\t", strict=True))
    except csv.Error as error:
        raise ValueError(f"a quote is not closed, or not doubled within a cell ({error})") from error


def tab_rows(
    lines: Lines, needed: Sequence[str], name: str, report: Report, *, quotes: bool = True
) -> Iterator[Row]:
    """The rows below a header with at least the `needed` columns: the line number of each, and its cells.

    Blank lines are skipped, rows counted. A row with an invalid quote or number of cells is rejected; a
    header without a needed column, or with a duplicate one, raises InputError. `name` is the file's, for
    messages. Without `quotes` a quotation mark is an ordinary character.
    """
    return named_rows(_records(lines, name, report, quotes=quotes), needed, name, report)


def named_rows(
    records: Iterable[tuple[int, list[str]]], needed: Sequence[str], name: str, report: Report
) -> Iterator[Row]:
    """The cells of the records below the header, by column, as `tab_rows` gives them."""
    header: list[str] = []
    for number, found in records:
        if not header:
            header = _checked(found, needed, name, number)
            continue
        report.rows += 1
        if len(found) != len(header):
            reason = wrong_cell_count(len(found), len(header))
            report.reject(name, number, reason, "\t".join(found))
        else:
            yield number, dict(zip(header, found, strict=True))


def _records(lines: Lines, name: str, report: Report, *, quotes: bool) -> Iterator[tuple[int, list[str]]]:
    first = True
    for number, line in lines:
        if not line.strip():
            continue
        try:
            yield number, cells(line) if quotes else line.split("\t")
        except ValueError as error:
            if first:
                raise InputError(f"the header cannot be read: {error}", name, number) from error
            report.rows += 1
            report.reject(name, number, str(error), line)
        first = False


def _checked(header: list[str], needed: Sequence[str], name: str, line: int) -> list[str]:
    missing = [column for column in needed if column not in header]
    if missing:
        raise InputError(missing_columns(missing), name, line)
    twice = [column for column in header if header.count(column) > 1]
    if twice:
        raise InputError(repeated_column(twice[0]), name, line)
    return header
