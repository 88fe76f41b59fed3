"""Order files of ICD-10-CM and ICD-10-PCS: fixed width, one code per line, with their addenda.

A line has the order number (columns 1-5), the code (7-13), 1 for a billable code or 0 for a header (15), the
short description (17-76) and the long one (from 78).
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.text import numbered_lines
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.windows_1252 import western_line
from medcodegraph.loaders.recognise import recognised_once, start_of
from medcodegraph.loaders.release_name import release_in
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.wording import not_in_form, not_in_layout, repeated

_LINE = re.compile(r"(\d{5}) ([0-9A-Z ]{7}) ([01]) (.{60}) (.+)")
_STEM = 3  # characters of a top-level code
_CHANGE = re.compile(r"(Add|Delete|Revise from|Revise to): +(?:[01] )?([0-9A-Z]{3,7}) ")


@dataclass(frozen=True, slots=True)
class OrderRow:
    """A code or header, written without the point; `parent` is the longest header that it begins with."""

    line: int
    code: str
    billable: bool
    short: str
    long: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Addenda:
    """The codes and headers that a release added, and those it ended.

    A code that became a header, or a header that became a code, is neither.
    """

    added: frozenset[str]
    ended: frozenset[str]


def is_order_file(source: Packed, code: re.Pattern[str]) -> bool:
    """Whether a file is an order file whose codes match, by its first line."""
    match = _LINE.fullmatch(start_of(source).lstrip().partition("\n")[0].rstrip())
    return match is not None and code.fullmatch(match[2].rstrip()) is not None


def order_rows(source: Packed, code: re.Pattern[str], report: Report) -> Iterator[OrderRow]:
    """The rows of an order file whose codes match; counts lines that are not blank.

    Rejects a line in another layout, with another kind of code, a duplicate code, or one without a header;
    reports gaps in the order numbers. Raises InputError if it is not text.
    """
    lines: dict[str, int] = {}
    before = 0
    for number, text in numbered_lines(source, western_line, ended=True):
        if not text.strip():
            continue
        report.rows += 1
        match = _LINE.fullmatch(text.rstrip())
        if match is None:
            report.reject(source.name, number, not_in_layout("an order file"), text)
            continue
        if int(match[1]) != before + 1:
            gap = f"order number {match[1]} follows {before:05}"
            report.notice(f"{source.name}:{number}: {gap}: lines are missing or out of order")
        before = int(match[1])
        found = match[2].rstrip()
        shorter = (found[:size] for size in range(len(found) - 1, _STEM - 1, -1))
        parent = next((each for each in shorter if each in lines), None)
        reason = None
        if not code.fullmatch(found):
            reason = not_in_form(found, "a code of this system")
        elif found in lines:
            reason = repeated(found, lines[found])
        elif parent is None and len(found) > _STEM:
            reason = f"there is no header for {found}: no earlier line has a code that it begins with"
        if reason is not None:
            report.reject(source.name, number, reason, text)
        else:
            lines[found] = number
            short, long = " ".join(match[4].split()), " ".join(match[5].split())
            yield OrderRow(number, found, match[3] == "1", short, long, parent)


@recognised_once
def is_addenda(source: Packed) -> bool:
    """Whether a file lists what an order file changed."""
    return source.title.lower().endswith(".txt") and _CHANGE.match(start_of(source)) is not None


def addenda_among(sources: Sequence[Packed], release: str | None) -> list[Packed]:
    """The addenda among the files beside an order file."""
    said = ((source, release_in(source.title)) for source in sources)
    return [
        source
        for source, of in said
        if (of in (None, release) or (release or "").startswith(f"{of}-")) and is_addenda(source)
    ]


def read_addenda(sources: Sequence[Packed]) -> Addenda:
    """All addenda combined; raises InputError for a file that cannot be read."""
    changes = [_changes(source) for source in sources]
    added = {code for each in changes for code in each.get("Add", ())}
    deleted = {code for each in changes for code in each.get("Delete", ())}
    return Addenda(frozenset(added - deleted), frozenset(deleted - added))


@kept(16)
def _changes(source: Packed) -> Mapping[str, Set[str]]:
    """The codes of each kind of change: `Add`, `Delete` and others."""
    codes: dict[str, set[str]] = {}
    for _, text in numbered_lines(source, western_line):
        if match := _CHANGE.match(f"{text} "):
            codes.setdefault(match[1], set()).add(match[2])
    return codes
