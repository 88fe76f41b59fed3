"""Tables of the Medicare Coverage Database, read strictly.

The exports are CSV with line breaks in cells. Some files are UTF-8, some Windows-1252; a single line can
happen to be valid in both, so the whole file decides.
"""

import re
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import Headed
from medcodegraph.loaders.files.text import csv_records, utf8_line
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.zip_in_zip import Inner
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.mcd.columns import COLUMNS
from medcodegraph.loaders.wording import missing_columns, repeated_column, wrong_cell_count

LARGEST_CELL = 16 << 20  # policies are long
_TELLING = 6  # cells that identify a row; descriptions of codes come after them
UTF_8 = b"\xef\xbb\xbf"
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?")
_SORTED = re.compile(r"(\d{4})(\d\d)(\d\d)\d*")
"""A moment as the Coverage API's listing writes it, to be sorted by."""
_AMERICAN = re.compile(r"(\d\d?)/(\d\d?)/(\d{4})")

Decode = Callable[[bytes, str, int], str]
"""Decodes a line's bytes; the file's name and the line number are for errors."""

Row = tuple[int, dict[str, str]]
"""The line a row begins on, and its cells by lower-case column name."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of an export: which one it is, by its name in COLUMNS, and where.

    `decode` and `filled` are how its lines are read, and whether it has rows: what a look at it found.
    """

    name: str
    source: Packed | Inner
    decode: Decode = utf8_line
    filled: bool = True

    @property
    def path(self) -> Path:
        """The file on disk."""
        return self.source.path

    def rows(self, report: Report) -> Iterator[Row]:
        """Its rows, counted into the report; those with too few or too many cells are rejected.

        Raises InputError, with the line, for a wrong header, an invalid quote and text in neither encoding.
        """
        records = csv_records(self.source, self.decode, LARGEST_CELL)
        columns = checked_header(next(records, (1, []))[1], self.name, self.source.name)
        for line, cells in records:
            report.rows += 1
            if len(cells) == len(columns):
                yield line, dict(zip(columns, cells, strict=True))
                continue
            reason = f"{wrong_cell_count(len(cells), len(columns))}: quote cells that contain commas"
            report.reject(self.source.name, line, reason, ",".join(cells[:_TELLING]))


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one export, by name; `place` is the folder or zip that contains them."""

    place: str
    by_name: dict[str, Table]

    def __contains__(self, name: str) -> bool:
        return name in self.by_name

    @property
    def files(self) -> list[Path]:
        """The files on disk that contain them."""
        return sorted({table.source.path for table in self.by_name.values()})

    def only(self, names: Set[str]) -> "Tables":
        """Only the tables with these names."""
        return Tables(self.place, {name: each for name, each in self.by_name.items() if name in names})

    def with_those_of(self, other: "Tables") -> "Tables":
        """These tables and those of another export, which has none of the same name."""
        return Tables(self.place, self.by_name | other.by_name)

    def rows(self, name: str, report: Report) -> Iterator[Row]:
        """The rows of a table; none if the export lacks it."""
        if name in self.by_name:
            yield from self.by_name[name].rows(report)

    def reject(self, report: Report, name: str, row: Row, reason: str) -> None:
        """Reject a row of a table; columns that are not read, such as descriptions, are not shown."""
        told = ",".join(row[1][column] for column in COLUMNS[name])
        report.reject(self.by_name[name].source.name, row[0], reason, told)


def first_record(source: Packed | Inner) -> list[str]:
    """The cells of the first row; raises InputError if it cannot be read."""
    return next(csv_records(Headed(source), either_line, LARGEST_CELL), (1, []))[1]


def checked_header(header: Sequence[str], name: str, file: str) -> list[str]:
    """The columns in lower case; raises InputError if one is duplicate or the table's are missing."""
    columns = [column.strip().lower() for column in header]
    for column in columns:
        if columns.count(column) > 1:
            raise InputError(repeated_column(column), file, 1)
    missing = [column for column in COLUMNS[name] if column not in columns]
    if missing:
        raise InputError(missing_columns(missing), file, 1)
    return columns


def moment(text: str) -> str | None:
    """The day of a moment in ISO form; None for what is none."""
    if _MOMENT.fullmatch(text):
        return text[:10]
    match = _SORTED.fullmatch(text)
    return f"{match[1]}-{match[2]}-{match[3]}" if match else None


def day(text: str) -> date | None:
    """The date of a timestamp (`2026-03-12 16:59:47.593000000`) or an American date (`08/14/2025`).

    None for an empty cell or `N/A`; raises ValueError for anything else.
    """
    text = text.strip()
    if text in ("", "N/A"):
        return None
    if match := _MOMENT.fullmatch(text):
        return date.fromisoformat(match[1])
    if match := _AMERICAN.fullmatch(text):
        return date(int(match[3]), int(match[1]), int(match[2]))
    raise ValueError(f"{text!r} is not a date")


def fits_utf8(line: bytes) -> bool:
    """Whether a line can be UTF-8."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def either_line(line: bytes, name: str, number: int) -> str:
    """A line as UTF-8 if possible, else as Windows-1252."""
    return utf8_line(line, name, number) if fits_utf8(line) else windows_line(line, name, number)


def windows_line(line: bytes, name: str, number: int) -> str:
    """A line of Windows-1252; raises InputError for NUL bytes and bytes that it lacks."""
    if line.isascii() or b"\0" in line:
        return utf8_line(line, name, number)
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{line[error.start]:02X} at column {error.start + 1}"
        raise InputError(f"the line is neither UTF-8 nor Windows-1252 ({byte})", name, number) from error
