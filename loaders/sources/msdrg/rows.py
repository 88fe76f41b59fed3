"""Rows of Table 5 of the IPPS rule as properties of MS-DRGs.

Its headers change with the year ("FY 2026 Final Post-Acute DRG"), so columns are found by words in them. The
title above the header is a quoted cell of two lines; a full stop stands for a missing number.
"""

import csv
import re
from collections.abc import Iterator, Mapping

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Value
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.windows_1252 import western_line
from medcodegraph.loaders.files.xlsx import sheet_rows
from medcodegraph.loaders.recognise import start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import not_in_form, repeated, repeated_column, wrong_cell_count

_GROUP, _MDC, _TYPE, _TITLE = COLUMNS = ("MS-DRG", "MDC", "TYPE", "MS-DRG Title")
"""The columns with the same name in every year."""
_HEADER = re.compile(
    r"^\"?MS-DRG\"? *\t.*\t\"?MDC\"? *\t\"?TYPE\"? *\t\"?MS-DRG Title\"? *\t", re.MULTILINE | re.IGNORECASE
)
_FOUND = {
    "post_acute_transfer": re.compile(r"post-acute", re.IGNORECASE),
    "special_pay": re.compile(r"special pay", re.IGNORECASE),
    "relative_weight": re.compile(r"weights(?!.*before)", re.IGNORECASE),
    "relative_weight_uncapped": re.compile(r"weights.*before", re.IGNORECASE),
    "geometric_mean_stay": re.compile(r"geometric mean", re.IGNORECASE),
    "arithmetic_mean_stay": re.compile(r"arithmetic mean", re.IGNORECASE),
}
_CODE = re.compile(r"\d{1,3}")
"""A group; a spreadsheet that keeps it as a number loses its zeros."""
_DIGITS, _MDC_DIGITS = 3, 2
_NUMBER = re.compile(r"\d{1,6}(\.\d{1,6})?|\.\d{1,6}")
_TYPES = {"SURG": "SURG", "MED": "MED", "**": ""}
_FLAGS = {"yes": True, "no": False}

Group = tuple[str, dict[str, Value]]
"""A code and its properties."""
_Row = tuple[int, dict[str, str]]


def is_table(source: Packed) -> bool:
    """Whether a file is Table 5 as text: it has its header near the beginning."""
    return _HEADER.search(start_of(source)) is not None


def text_groups(source: Packed, report: Report) -> Iterator[Group]:
    """The groups of the tab-separated text; counts rows, rejects those with an invalid code or value.

    Raises InputError for an unclosed quote, as nothing after it can be trusted.
    """
    return _groups(source.name, _text_rows(source, report), report)


def sheet_groups(source: Packed, report: Report) -> Iterator[Group]:
    """The groups of the workbook; counts and rejects as `text_groups` does."""
    return _groups(source.name, sheet_rows(source, COLUMNS, report), report)


def _text_rows(source: Packed, report: Report) -> Iterator[_Row]:
    lines = (line + "\n" for _, line in numbered_lines(source, western_line, ended=True))
    reader = csv.reader(lines, delimiter="\t", strict=True)
    header: list[str] = []
    start = 1
    try:
        for cells in reader:
            line, start = start, reader.line_num + 1
            cells = [" ".join(cell.split()) for cell in cells]
            if not header:
                header = _checked(cells, source.name, line) if _is_header(cells) else []
            elif any(cells):
                report.rows += 1
                if len(cells) == len(header):
                    yield line, dict(zip(header, cells, strict=True))
                    continue
                reason = wrong_cell_count(len(cells), len(header))
                report.reject(source.name, line, reason, "\t".join(cells))
    except csv.Error as error:
        reason = f"a quote is not closed or not doubled, or a cell never ends ({error})"
        raise InputError(reason, source.name, start) from error


def _is_header(cells: list[str]) -> bool:
    return [cell.casefold() for cell in cells[:1]] == [_GROUP.casefold()]


def _checked(header: list[str], name: str, line: int) -> list[str]:
    twice = [column for column in header if column and header.count(column) > 1]
    if twice:
        raise InputError(repeated_column(twice[0]), name, line)
    usual = {column.casefold(): column for column in COLUMNS}
    return [usual.get(column.casefold(), column) for column in header]


def _groups(file: str, rows: Iterator[_Row], report: Report) -> Iterator[Group]:
    columns: dict[str, str] = {}
    lines: dict[str, int] = {}
    for line, cells in rows:
        columns = columns or _columns(cells, file)
        written, title = (" ".join(cells[column].split()) for column in (_GROUP, _TITLE))
        code = _whole(written).zfill(_DIGITS)
        try:
            if not _CODE.fullmatch(_whole(written)):
                raise ValueError(not_in_form(written, "an MS-DRG (three digits)"))
            if code in lines:
                raise ValueError(repeated(code, lines[code]))
            if not title:
                raise ValueError(f"{code} has no title")
            kind = _TYPES.get(cells[_TYPE].strip().upper())
            if kind is None:
                raise ValueError(f"the type of {code} is {cells[_TYPE]!r}, not SURG, MED or **")
            told = {name: _value(name, cells[column].strip(), column) for name, column in columns.items()}
        except ValueError as error:
            report.reject(file, line, str(error), f"{code} {title}")
            continue
        lines[code] = line
        yield code, {"display": title, "mdc": _mdc(cells[_MDC].strip()), "drg_type": kind, **told}


def _whole(text: str) -> str:
    """A number as a spreadsheet may write it, `18.0`, without what it adds."""
    return text.removesuffix(".0")


def _mdc(text: str) -> str:
    """A major diagnostic category: two digits, or letters such as PRE."""
    number = _whole(text)
    return number.zfill(_MDC_DIGITS) if number.isdigit() else text


def _columns(cells: Mapping[str, str], file: str) -> dict[str, str]:
    """The column of each property; raises InputError if a property has several, or the weight has none."""
    columns: dict[str, str] = {}
    for name, words in _FOUND.items():
        found = [column for column in cells if words.search(column)]
        if len(found) > 1:
            raise InputError(f"the columns {' and '.join(found)} are both {name}: keep one", file)
        if found:
            columns[name] = found[0]
    if "relative_weight" not in columns:
        raise InputError("no column has the weights: check that it is Table 5", file)
    return columns


def _value(name: str, text: str, column: str) -> Value:
    if not text or text == ".":
        return None
    if name in ("post_acute_transfer", "special_pay"):
        if text.lower() not in _FLAGS:
            raise ValueError(f"{column} is {text!r}, not Yes or No")
        return _FLAGS[text.lower()]
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{column} is {text!r}, which is not a number")
    return float(text)
