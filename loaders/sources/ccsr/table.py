"""CCSR as AHRQ's table for statistical programs: one code per row, with its categories side by side.

Keys are in single quotes, which keep their zeros in spreadsheets; texts in double ones.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.text import csv_records
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.recognise import start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import repeated_column, wrong_cell_count

_CODE, _TEXT = "icd-10-cm code", "icd-10-cm code description"
_DEFAULT = re.compile(r"default ccsr category( description)? (ip|op)")
_CATEGORY = re.compile(r"ccsr category (\d)( description)?")
_NO_DEFAULT = re.compile("XXX...")
"""The value if no category can be the default, as the code cannot be a principal diagnosis."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A code with its categories and their names, and the defaults of inpatient and outpatient data."""

    code: str
    text: str
    categories: Mapping[str, str]
    inpatient: str
    outpatient: str

    def default(self, category: str, chosen: str) -> str | None:
        """Y if a category is the default, N if it is not, X if none can be; None if not stated."""
        if not chosen:
            return None
        return "X" if _NO_DEFAULT.fullmatch(chosen) else "Y" if category == chosen else "N"


def is_table(source: Packed) -> bool:
    """Whether a file is the table, by its header."""
    header = _columns(start_of(source).lstrip("\n").partition("\n")[0].split(","))
    return _CODE in header and any(
        _DEFAULT.fullmatch(column) or _CATEGORY.fullmatch(column) for column in header
    )


def table_rows(source: Packed, report: Report) -> Iterator[tuple[int, TableRow]]:
    """The rows with their lines; counts them, rejects those with a wrong number of cells.

    Raises InputError if a column appears twice in the header.
    """
    records = csv_records(source)
    line, first = next(records, (1, []))
    header = _columns(first)
    if twice := next((column for column in header if column and header.count(column) > 1), None):
        raise InputError(repeated_column(twice), source.name, line)
    for line, cells in records:
        report.rows += 1
        if len(cells) == len(header):
            yield line, _row(dict(zip(header, map(_bare, cells), strict=True)))
            continue
        reason = f"{wrong_cell_count(len(cells), len(header))}: quote cells that contain commas"
        report.reject(source.name, line, reason, ",".join(cells))


def _row(cells: Mapping[str, str]) -> TableRow:
    defaults = {each: cells.get(f"default ccsr category {each}", "") for each in ("ip", "op")}
    named = [(cells[f"ccsr category {n}"], f"ccsr category {n} description") for n in _numbers(cells)]
    named += [
        (category, f"default ccsr category description {each}")
        for each, category in defaults.items()
        if not _NO_DEFAULT.fullmatch(category)
    ]
    categories: dict[str, str] = {}
    for category, column in named:
        if category and not categories.get(category):
            categories[category] = cells.get(column, "")
    return TableRow(cells[_CODE], cells.get(_TEXT, ""), categories, defaults["ip"], defaults["op"])


def _numbers(columns: Mapping[str, str]) -> list[str]:
    return [match[1] for column in columns if (match := _CATEGORY.fullmatch(column)) and not match[2]]


def _columns(cells: Sequence[str]) -> list[str]:
    return [_bare(cell).lower() for cell in cells]


def _bare(cell: str) -> str:
    """A cell without the quotes and blanks around it."""
    return " ".join(cell.strip().strip("'\"").split())
