"""Parses the cells of a conversion table: dates, codes, lists, ranges and groups of codes."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from medcodegraph.graph.keys import code_number
from medcodegraph.loaders.codes.forms import ICD10CM, ICD10CM_CATEGORY
from medcodegraph.loaders.files.kept import kept
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.icd10.cm_facts import SYSTEM
from medcodegraph.loaders.sources.icd10.cm_tabular import entries
from medcodegraph.loaders.wording import not_in_form

_ONE = re.compile(ICD10CM)
_RANGE = re.compile(rf"({ICD10CM})\s*-\s*({ICD10CM})")
_CATEGORIES = re.compile(
    rf"codes? (?:from|in) categor(?:y|ies) ({ICD10CM_CATEGORY})(?:\s*-\s*({ICD10CM_CATEGORY}))?", re.I
)
_GROUP = re.compile(rf"(?:an? )?(?:codes? from )?({ICD10CM})\.?-", re.IGNORECASE)
_YEAR = re.compile(r"\d{4}")
_DIGITS = re.compile(r"\d\d")
_AND = re.compile(r"[,;&]|\band\b", re.IGNORECASE)
_LONGEST = len("A00.0000")


@dataclass(frozen=True, slots=True)
class Meant:
    """The codes that part of a cell means; `group` if they are headings for all codes below them."""

    codes: Sequence[str]
    group: bool = False


def code_in(text: str) -> str:
    """The code in a cell in its canonical form; raises ValueError if it is not one."""
    code = text.strip()
    if not _ONE.fullmatch(code):
        raise ValueError(not_in_form(code, "an ICD-10-CM code"))
    return code_number(SYSTEM, code)


def day_in(text: str) -> date:
    """The first day; October 1 for a year alone."""
    try:
        return date(int(text), 10, 1) if _YEAR.fullmatch(text) else date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is neither a year nor a day") from error


def tokens_in(text: str) -> list[str]:
    """The codes, ranges and groups in a cell; empty if it states that there were none."""
    tokens = [token.strip() for token in _AND.split(text) if token.strip()]
    if not tokens:
        raise ValueError("it does not say what was coded before (it says None if nothing was)")
    return [] if text.strip().lower() == "none" else tokens


class TabularCodes:
    """The codes of a tabular list, against which a conversion table is read."""

    def __init__(self, tabular: Packed) -> None:
        self._billable = {entry.code: entry.billable for entry in entries(tabular, Report())}
        self._sorted = sorted(code for code, counts in self._billable.items() if counts)
        self._categories = sorted(code for code in self._billable if re.fullmatch(ICD10CM_CATEGORY, code))

    def __contains__(self, code: str) -> bool:
        return code in self._billable

    def is_billable(self, code: str) -> bool:
        """Whether the list has the code, and it can be used on a claim."""
        return self._billable.get(code, False)

    def above(self, code: str) -> str | None:
        """The billable code that this one, which the list lacks, would be below."""
        shorter = (code[:size].rstrip(".") for size in range(len(code) - 1, 2, -1))
        return next((each for each in shorter if self.is_billable(each)), None)

    def meant_by(self, token: str, new: str) -> Meant:
        """The codes a token means as the previous coding of `new`; raises ValueError if that is unclear.

        A range whose ends are no longer in the list is enumerated by the last digit.
        """
        if _ONE.fullmatch(token):
            return Meant([code_in(token)])
        if group := _CATEGORIES.fullmatch(token):
            return Meant(list(self._between_categories(group[1], group[2] or group[1])), group=True)
        if group := _GROUP.fullmatch(token):
            return Meant([self._heading(code_in(group[1]))], group=True)
        if match := _RANGE.fullmatch(token):
            return Meant(self._range(token, code_in(match[1]), code_in(match[2]), new))
        raise ValueError(f"{token!r} does not name individual codes")

    def _heading(self, code: str) -> str:
        if code not in self:
            raise ValueError(f"{code}- stands for the codes below {code}, which is not in the tabular list")
        return code

    def _between_categories(self, first: str, last: str) -> Iterator[str]:
        first, last = first.upper(), last.upper()
        found = [category for category in self._categories if first <= category <= last]
        if not found:
            raise ValueError(f"the tabular list has no categories from {first} to {last}")
        yield from found

    def _range(self, token: str, first: str, last: str, new: str) -> list[str]:
        if first > last:
            raise ValueError(f"the range {token} ends before it begins")
        if len(first) == _LONGEST and len(last) == _LONGEST and first[-1] != last[-1]:
            # The seventh character is the encounter: the previous code had the same one.
            if len(new) != _LONGEST or new[-1] not in (first[-1], last[-1]):
                raise ValueError(f"the ends of the range {token} have different seventh characters")
            first, last = first[:-1] + new[-1], last[:-1] + new[-1]
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
        """The billable codes of the range, including those below its last code."""
        found = []
        for code in self._sorted[bisect_left(self._sorted, first) :]:
            if code > last and not code.startswith(last):
                break
            if len(first) < _LONGEST or (len(code) == _LONGEST and code[-1] == first[-1]):
                found.append(code)
        return found


@kept(1)
def tabular_codes(tabular: Packed) -> TabularCodes:
    """The codes of a list; kept for the conversion tables of other years."""
    return TabularCodes(tabular)


def lies_below(code: str, heading: str) -> bool:
    """Whether a code is below a heading, judging by their characters."""
    return code != heading and code.replace(".", "").startswith(heading.replace(".", ""))


def any_below(codes: Collection[str], heading: str) -> bool:
    """Whether any of the codes is below the heading."""
    return any(lies_below(code, heading) for code in codes)
