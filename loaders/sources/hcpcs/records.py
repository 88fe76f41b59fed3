"""Rows of the HCPCS Level II file, from its spreadsheet or its fixed-width form, as records.

Both have the same fields, so both become maps from the spreadsheet's column names to texts. A description too
long for one row continues in further rows, with record id 4 for codes and 8 for modifiers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from medcodegraph.loaders.codes.forms import HCPCS
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.windows_1252 import western_line
from medcodegraph.loaders.files.xlsx import sheet_rows
from medcodegraph.loaders.recognise import start_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import not_in_form, not_in_layout, repeated

_CODE, _ID, _LONG, _SHORT = "HCPC", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION"
_ADDED, _CHANGED, _ENDED = "ADD DT", "ACT EFF DT", "TERM DT"
_FIXED = {
    _CODE: (1, 5),
    _ID: (11, 11),
    _LONG: (12, 91),
    _SHORT: (92, 119),
    "CIM1": (129, 134),
    "CIM2": (135, 140),
    "CIM3": (141, 146),
    "XREF1": (205, 209),
    "XREF2": (210, 214),
    "XREF3": (215, 219),
    "XREF4": (220, 224),
    "XREF5": (225, 229),
    "COV": (230, 230),
    "BETOS": (257, 259),
    _ADDED: (269, 276),
    _CHANGED: (277, 284),
    _ENDED: (285, 292),
}
"""First and last column of each field, counted from 1, as in the record layout."""
COLUMNS = tuple(_FIXED)
"""The columns a sheet must have."""
_AT_ID = _FIXED[_ID][0] - 1
_WIDTH = max(last for _, last in _FIXED.values())
_LINE = re.compile(r"(?:[0-9A-Z]{5}|   [0-9A-Z]{2})\d{5}[3478]")
_FIRST = re.compile("^" + _LINE.pattern + r".{257}(?:\d{8}| {8})", re.MULTILINE)
_KINDS = {"3": re.compile(HCPCS), "7": re.compile(r"[0-9A-Z]{2}")}
_GOES_ON = {"4": "3", "8": "7"}
_DAY = re.compile(r"\d{8}|\d{4}-\d\d-\d\d")

_Row = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Record:
    """A code or modifier; `line` is where it begins. `replacements` are the codes it cross-references."""

    line: int
    code: str
    is_modifier: bool
    long: str
    short: str
    replacements: tuple[str, ...]
    coverage: str
    betos: str
    manual_sections: tuple[str, ...]
    added: date | None
    changed: date | None
    ended: date | None


def is_fixed(source: Packed) -> bool:
    """Whether a file is in the fixed-width form: it has such a record near its beginning."""
    return _FIRST.search(start_of(source)) is not None


def sheet_records(source: Packed, report: Report) -> Iterator[Record]:
    """The records of a workbook; counts and rejects as `fixed_records` does."""
    return _records(source.name, sheet_rows(source, COLUMNS, report), report)


def fixed_records(source: Packed, report: Report) -> Iterator[Record]:
    """The records of a fixed-width file, without the lines of text before the first.

    Counts rows, including continuations. Rejects a row that is not in the layout or continues nothing, and a
    record with another kind of code, a duplicate code, no description or an invalid date.
    """
    return _records(source.name, _fixed_rows(source, report), report)


def _fixed_rows(source: Packed, report: Report) -> Iterator[_Row]:
    begun = False
    for number, text in numbered_lines(source, western_line, ended=True):
        fits = _LINE.match(text) is not None
        begun = begun or fits
        if not begun or not text.strip():
            continue
        report.rows += 1
        if not fits:
            report.reject(source.name, number, not_in_layout("a HCPCS record"), text)
        elif len(text) < _WIDTH and text[_AT_ID] in _KINDS:
            reason = (
                f"the line ends in column {len(text)}, before the dates of a HCPCS record: it is cut short"
            )
            report.reject(source.name, number, reason, text)
        else:
            yield number, {name: text[first - 1 : last] for name, (first, last) in _FIXED.items()}


def _records(file: str, rows: Iterator[_Row], report: Report) -> Iterator[Record]:
    lines: dict[tuple[str, str], int] = {}
    for line, fields in _whole(file, rows, report):
        try:
            record = _record(line, fields)
            if first := lines.get((record.code, fields[_ID])):
                raise ValueError(repeated(record.code, first))
        except ValueError as error:
            report.reject(file, line, str(error), f"{fields[_CODE].strip()} {fields[_SHORT].strip()}")
            continue
        lines[record.code, fields[_ID]] = line
        yield record


def _whole(file: str, rows: Iterator[_Row], report: Report) -> Iterator[_Row]:
    """The first rows of records, each with its complete long description."""
    begun: _Row | None = None
    for line, fields in rows:
        fields = {name: fields[name].strip() for name in COLUMNS}
        code, kind = fields[_CODE], fields[_ID]
        if kind in _KINDS:
            if begun is not None:
                yield begun
            begun = (line, fields)
        elif begun is not None and (begun[1][_CODE], begun[1][_ID]) == (code, _GOES_ON.get(kind)):
            begun[1][_LONG] += f" {fields[_LONG]}"
        elif kind in _GOES_ON:
            report.reject(
                file, line, f"it continues {code}, which does not start directly above", fields[_LONG]
            )
        else:
            report.reject(file, line, f"the record id is {kind!r}, not 3, 4, 7 or 8", fields[_LONG])
    if begun is not None:
        yield begun


def _record(line: int, fields: Mapping[str, str]) -> Record:
    code, kind = fields[_CODE], fields[_ID]
    if not _KINDS[kind].fullmatch(code):
        what = "a HCPCS Level II code" if kind == "3" else "a modifier"
        raise ValueError(not_in_form(code, what))
    long, short = (" ".join(fields[name].split()) for name in (_LONG, _SHORT))
    if not long:
        raise ValueError(f"{code} has no long description")
    return Record(
        line=line,
        code=code,
        is_modifier=kind == "7",
        long=long,
        short=short,
        replacements=_filled(fields, "XREF"),
        coverage=fields["COV"],
        betos=fields["BETOS"],
        manual_sections=_filled(fields, "CIM"),
        added=_day(fields, _ADDED),
        changed=_day(fields, _CHANGED),
        ended=_day(fields, _ENDED),
    )


def _filled(fields: Mapping[str, str], prefix: str) -> tuple[str, ...]:
    return tuple(text for name, text in fields.items() if name.startswith(prefix) and text)


def _day(fields: Mapping[str, str], name: str) -> date | None:
    """The date in a field (20251001 or 2025-10-01), None if empty; raises ValueError for anything else."""
    text = fields[name]
    if not text:
        return None
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{name} is {text!r}, which is not a date")
