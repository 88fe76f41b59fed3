"""The ICD-10-CM conversion table: each code that was new in some year, and what was coded before it."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import partial

from medcodegraph.graph.facts import Edge, Fact, Value
from medcodegraph.graph.keys import code_key, code_number
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xlsx import sheet_rows
from medcodegraph.loaders.release_name import fiscal_start, release_of
from medcodegraph.loaders.source import Names, Options, Part, Provenance, Report
from medcodegraph.loaders.sources.icd10.cm_facts import (
    FILES_URL,
    LICENCE,
    PUBLISHER,
    SYSTEM,
    code_facts,
    system_node,
)
from medcodegraph.loaders.sources.icd10.cm_tabular import entries

NEW, SINCE, BEFORE = "Current code assignment", "Effective", "Previous Code(s) Assignment"
COLUMNS = (NEW, SINCE, BEFORE)
_CODE = r"[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?|[A-Z]{2}\d(?:\.?[0-9A-Z]{1,4})?"
_ONE = re.compile(_CODE)
_RANGE = re.compile(rf"({_CODE})\s*-\s*({_CODE})")
_YEAR = re.compile(r"\d{4}")
_DIGITS = re.compile(r"\d\d")
_AND = re.compile(r"[,;&]|\band\b", re.IGNORECASE)
_LONGEST = len("A00.0000")


def conversion_part(source: Packed, tabular: Packed, options: Options) -> Part:
    """The part that a conversion table is; `tabular` is the list that says which codes there are today."""
    release = release_of(source, options)
    provenance = Provenance(
        title="ICD-10-CM conversion table of new codes and previously assigned codes",
        publisher=PUBLISHER,
        url=FILES_URL,
        licence=LICENCE,
        release=release,
    )
    facts = partial(_facts, source, tabular)
    edition = Edition("icd10cm/conversion", release, fiscal_start(release))
    return Part(edition.name, [source.path, tabular.path], provenance, facts, edition=edition)


def _facts(source: Packed, tabular: Packed, report: Report, _names: Names) -> Iterator[Fact]:
    known = _Known(tabular)
    begins: dict[str, date] = {}
    replaced: dict[tuple[str, str], date] = {}
    for line, cells in sheet_rows(source, COLUMNS, report):
        told = " | ".join(cells[column].strip() for column in COLUMNS)
        try:
            new, since = _code(cells[NEW]), _day(cells[SINCE].strip())
            tokens = _tokens(cells[BEFORE])
        except ValueError as error:
            report.reject(source.name, line, str(error), told)
            continue
        begins[new] = max(since, begins.get(new, since))
        for token in tokens:
            try:
                replaced.update({(old, new): since for old in known.meant_by(token) if old != new})
            except ValueError as error:
                report.reject(source.name, line, f"{error}: only this is left out", told)
    yield from _stated(begins, replaced, known)


def _stated(
    begins: Mapping[str, date], replaced: Mapping[tuple[str, str], date], known: "_Known"
) -> Iterator[Fact]:
    """The codes, each once, then the edges."""
    properties: dict[str, dict[str, Value]] = {new: {"valid_from": since} for new, since in begins.items()}
    ended: dict[str, date] = {}
    for (old, _), since in replaced.items():
        ended[old] = max(since, ended.get(old, since))
    for old, since in ended.items():
        told = properties.setdefault(old, {})
        if old not in known:
            told |= {"status": "retired", "valid_to": since - timedelta(days=1)}
    yield system_node(None)
    for code, told in properties.items():
        yield from code_facts(code, told)
    for (old, new), since in replaced.items():
        ends = (Label.CODE, code_key(SYSTEM, old)), (Label.CODE, code_key(SYSTEM, new))
        yield Edge(Rel.REPLACED_BY, *ends, {"on": since})


def _code(text: str) -> str:
    code = text.strip()
    if not _ONE.fullmatch(code):
        raise ValueError(f"{code!r} is not written as an ICD-10-CM code")
    return code_number(SYSTEM, code)


def _day(text: str) -> date:
    """The first day: of a year named alone, it is October 1."""
    try:
        return date(int(text), 10, 1) if _YEAR.fullmatch(text) else date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is neither a year nor a day") from error


def _tokens(text: str) -> list[str]:
    """The codes and ranges that a cell lists; none where it says there were none."""
    tokens = [token.strip() for token in _AND.split(text) if token.strip()]
    if not tokens:
        raise ValueError("it does not say what was coded before: it says None where nothing was")
    return [] if text.strip().lower() == "none" else tokens


class _Known:
    """The codes of a tabular list."""

    def __init__(self, tabular: Packed) -> None:
        billable = {entry.code: entry.billable for entry in entries(tabular, Report())}
        self._codes = billable.keys()
        self._sorted = sorted(code for code, counts in billable.items() if counts)

    def __contains__(self, code: str) -> bool:
        return code in self._codes

    def meant_by(self, token: str) -> list[str]:
        """The codes that a code or range means; raises ValueError for what means a group of codes.

        A range whose ends the list no longer has counts in the last digit.
        """
        if _ONE.fullmatch(token):
            return [_code(token)]
        match = _RANGE.fullmatch(token)
        if match is None:
            raise ValueError(f"{token!r} names no codes one by one")
        first, last = _code(match[1]), _code(match[2])
        if first > last:
            raise ValueError(f"the range {token} ends before it begins")
        if len(first) == _LONGEST and len(last) == _LONGEST and first[-1] != last[-1]:
            raise ValueError(f"the ends of the range {token} have different seventh characters")
        if first in self and last in self:
            return self._between(first, last)
        if (
            first not in self
            and last not in self
            and first[:-1] == last[:-1]
            and _DIGITS.fullmatch(first[-1] + last[-1])
        ):
            return [first[:-1] + str(digit) for digit in range(int(first[-1]), int(last[-1]) + 1)]
        raise ValueError(f"the range {token} has an end that is not in the tabular list")

    def _between(self, first: str, last: str) -> list[str]:
        """The billable codes of the range, those below its last code too."""
        found = []
        for code in self._sorted[bisect_left(self._sorted, first) :]:
            if code > last and not code.startswith(last):
                break
            if len(first) < _LONGEST or (len(code) == _LONGEST and code[-1] == first[-1]):
                found.append(code)
        return found
