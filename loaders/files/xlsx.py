"""Sheets of .xlsx workbooks as rows of text, read strictly: a cell's text is what a person sees in it.

Types are never guessed: `1E10` and `007` entered as text stay text, a number shown with leading zeros keeps
them, dates become ISO. A sheet is read row by row; only the workbook's shared strings are held in memory.
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import lru_cache, partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import head_of, kept, stamp
from medcodegraph.loaders.files.unpack import Packed, contents
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import repeated_column

if TYPE_CHECKING:
    from openpyxl import Workbook

# openpyxl takes a quarter of a second to import: where a workbook is read, not with each command.

_CONTENT_TYPES = "[Content_Types].xml"
_TEXTS = "xl/sharedstrings.xml"
_LARGEST_TEXTS = 128 << 20
_MOST_ROWS = 1 << 20  # as many as the format allows
_HEADER_WITHIN = 100
_BATCH = 100
_ZEROS = re.compile("0+")
_SCIENTIFIC = re.compile(r"0(?:\.(0+))?E\+00", re.IGNORECASE)
_ESCAPE = re.compile("_x[0-9A-Fa-f]{4}_")
_BROKEN = (zipfile.BadZipFile, zlib.error, SyntaxError, EOFError, OSError)
_UNREADABLE = (NotImplementedError, RuntimeError)  # unknown compression, or encrypted
_MALFORMED = (*_BROKEN, *_UNREADABLE, ValueError, KeyError, TypeError, IndexError, AttributeError)

Row = tuple[int, dict[str, str]]
"""A row's number, as shown in the spreadsheet, and its cells by column name."""


class _Cell(Protocol):
    """The part of a cell's interface that is used."""

    @property
    def value(self) -> object: ...
    @property
    def number_format(self) -> str: ...


def readable(path: Path) -> list[Packed]:
    """The readable contents of a file: the members of a zip, but a workbook (also a zip) as one.

    Raises InputError as `contents` does.
    """
    found = contents(path)
    return [Packed(path)] if _is_workbook(found) else found


def is_workbook(source: Packed) -> bool:
    """Whether a file is a workbook; a zip's member must be a zip named .xlsx or .xlsm."""
    if source.member is None:
        return _is_workbook(contents(source.path))
    return source.title.lower().endswith((".xlsx", ".xlsm")) and head_of(source).startswith(b"PK\x03\x04")


def has_columns(source: Packed, needed: Sequence[str]) -> bool:
    """Whether a sheet of a workbook has a header with the needed columns; raises InputError if damaged."""
    return _find(source, needed) is not None


def above_header(source: Packed, needed: Sequence[str]) -> str:
    """The name of the sheet that has the needed columns, and what is above them: a title, a year."""
    found = _find(source, needed)
    for title, head in _heads(source) if found else ():
        if found and title == found[0]:
            return "\n".join([title, *(" ".join(cells) for number, cells in head if number < found[1])])
    return ""


def sheet_rows(source: Packed, needed: Sequence[str], report: Report) -> Iterator[Row]:
    """The rows below the header of the first sheet that has one with at least the `needed` columns.

    The header is searched in the first 100 rows, ignoring case; cells of other columns are included, by name.
    Blank rows are skipped, the others counted into the report. Raises InputError for a damaged workbook, if
    no sheet has the columns, and for a duplicate column in the header.
    """
    with sheets(source) as rows:
        yield from rows(needed, report)


@contextmanager
def sheets(source: Packed) -> Iterator[Callable[[Sequence[str], Report], Iterator[Row]]]:
    """A function that yields a sheet's rows by its columns, as `sheet_rows` does, on one open workbook."""
    with _errors(source.name), zipfile.ZipFile(_content(source, *stamp(source.path))) as archive:
        if (damaged := archive.testzip()) is not None:  # the shared strings may not be read to their end
            raise zipfile.BadZipFile(f"{damaged} fails its checksum")
    try:
        yield partial(_sheet_rows, source)
    finally:
        _workbook.cache_clear()
        _content.cache_clear()


def _sheet_rows(source: Packed, needed: Sequence[str], report: Report) -> Iterator[Row]:
    found = _find(source, needed)
    if found is None:
        reason = f"no sheet has the columns {', '.join(needed)}: check that it is the right file"
        raise InputError(reason, source.name)
    title, line, columns_at = found
    for number, cells in _rows(_workbook(source, *stamp(source.path)), title, source.name):
        if number > line and any(cell.strip() for cell in cells):
            report.rows += 1
            width = len(cells)
            yield number, {column: cells[at] if at < width else "" for column, at in columns_at.items()}


def _is_workbook(members: Sequence[Packed]) -> bool:
    names = {each.member for each in members if each.member is not None}
    return _CONTENT_TYPES in names and any(name.startswith("xl/") for name in names)


@lru_cache(1)
def _workbook(source: Packed, *_stamp: int) -> "Workbook":
    """The workbook, cached for its next sheet."""
    with _errors(source.name), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about formatting: fonts, print headers
        from medcodegraph.loaders.files.xlsx_texts import open_workbook

        return open_workbook(_content(source, *stamp(source.path)))


@lru_cache(1)
def _content(source: Packed, *_stamp: int) -> BytesIO:
    """The bytes of the workbook, after checking its unpacked size."""
    file = BytesIO(b"".join(source.chunks()))
    _check_size(file, source)
    return file


@kept(256)
def _heads(source: Packed) -> Sequence[tuple[str, Sequence[tuple[int, list[str]]]]]:
    """The titles of the sheets with their first rows, cached as many loaders inspect a workbook."""
    workbook = _workbook(source, *stamp(source.path))
    titles = [sheet.title for sheet in workbook.worksheets]
    return [(title, list(islice(_rows(workbook, title, source.name), _HEADER_WITHIN))) for title in titles]


def _check_size(file: IO[bytes], source: Packed) -> None:
    """Raise InputError for a zip bomb; more than the declared size is never read."""
    limits = source.limits
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            most = min(limits.unpacked, max(limits.ratio_from, member.compress_size * limits.ratio))
            if member.filename.lower() == _TEXTS:
                most = min(most, _LARGEST_TEXTS)
            if member.file_size > most:
                reason = f"its part {member.filename} unpacks to more than {most:,} bytes"
                raise InputError(f"{reason}: check that it is the right file", source.name)


def _find(source: Packed, needed: Sequence[str]) -> tuple[str, int, dict[str, int]] | None:
    """The sheet with the columns, its header's row number, and the index of each column."""
    for title, head in _heads(source):
        for number, cells in head:
            header = [" ".join(cell.split()) for cell in cells]
            written = {column.casefold(): column for column in needed}
            if written.keys() <= {column.casefold() for column in header}:
                names = [written.get(column.casefold(), column) for column in header]
                return title, number, _places(names, source.name, number)
    return None


def _places(names: Sequence[str], file: str, line: int) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, column in enumerate(names):
        if column in places:
            raise InputError(repeated_column(column), file, line)
        if column:
            places[column] = at
    return places


def _rows(workbook: "Workbook", title: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a sheet with their numbers, including blank ones."""
    sheet = workbook[title]
    sheet.reset_dimensions()  # some writers state dimensions that truncate rows
    rows = enumerate(sheet.iter_rows(), start=1)
    while True:
        with _errors(name), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            batch = [(number, [_text(cell) for cell in row]) for number, row in islice(rows, _BATCH)]
        yield from batch
        if len(batch) < _BATCH:
            return
        if batch[-1][0] >= _MOST_ROWS:
            raise InputError(f"it has more than {_MOST_ROWS:,} rows: check that it is the right file", name)


def _text(cell: _Cell) -> str:
    """The text a person sees in a cell; may be empty."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return _unescaped(value) if _ESCAPE.search(value) else value
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return str(value)


def _unescaped(text: str) -> str:
    from openpyxl.utils.escape import unescape

    return unescape(text)


def _number(value: float, shown: str) -> str:
    whole = abs(value) < 1e15 and value == int(value)
    if whole and _ZEROS.fullmatch(shown):
        return f"{int(value):0{len(shown)}}"
    if scientific := _SCIENTIFIC.fullmatch(shown):
        return f"{value:.{len(scientific[1] or '')}E}"
    return str(int(value) if whole else value)


@contextmanager
def _errors(name: str) -> Iterator[None]:
    try:
        yield
    except _MALFORMED as error:
        cause = error.__cause__ or error  # openpyxl wraps some in long messages
        said = str(cause) or type(cause).__name__
        raise InputError(f"the workbook is damaged ({said}): download it again", name) from error
