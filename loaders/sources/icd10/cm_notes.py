"""The codes named in notes of the tabular list, as edges: `emphysema (J43.-)` under Excludes2 of J44."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from medcodegraph.graph.facts import Edge
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.codes.facts import code_edge
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.icd10.cm_facts import SYSTEM
from medcodegraph.loaders.sources.icd10.cm_tabular import Entry

_KINDS: Mapping[str, Rel] = {
    "excludes1": Rel.EXCLUDES1,
    "excludes2": Rel.EXCLUDES2,
    "use_additional": Rel.USE_ADDITIONAL,
    "code_first": Rel.CODE_FIRST,
    "code_also": Rel.CODE_ALSO,
}
_CODE = r"[A-Z](?:[0-9][0-9A-Z]|[A-Z][0-9])(?:\.[0-9A-Z]{1,4})?"
_NAMED = re.compile(rf"\b({_CODE})(?:\.?-?\s?(?:-|\bto\b)\s?({_CODE}))?(?![0-9A-Za-z])(\.?-)?")
_BRACKETS = re.compile(r"\(([^()]*)[)}]")
_BEFORE = re.compile(
    r"\b(?:(?:sub)?categor(?:y|ies)|classif(?:ied|iable) (?:in|to|under)|codes?|codes?(?:\(s\))? from|and) $"
)
_QUALIFIED = re.compile(r"\bwith\b|\bcharacters?\b", re.IGNORECASE)
_SPAN = re.compile(r"([A-Z][0-9A-Z]{2})-([A-Z][0-9A-Z]{2})")


class _Reference(NamedTuple):
    """A code, or a range of codes, that a note names."""

    first: str
    last: str


class NamedCodes:
    """The codes of one tabular list, and which of them its notes name."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._children: dict[str | None, list[str]] = {}
        self._spans: dict[str, tuple[str, str]] = {}
        for entry in entries:
            self._children.setdefault(entry.parent, []).append(entry.code)
            self._spans[entry.code] = (entry.code, entry.code)
        for top in self._children.get(None, ()):
            self._measure(top)

    def edges(self, file: str, report: Report) -> Iterator[Edge]:
        """An edge from each code to each code, category, section or chapter that one of its notes names.

        A range is reduced to the fewest codes that cover it. Reports names that are not codes.
        """
        unknown: list[str] = []
        for entry in self._entries:
            seen: dict[tuple[Rel, str], int] = {}
            for name, kind in _KINDS.items():
                for note in entry.notes.get(name, ()):
                    for code, qualified in self._named(note, entry, unknown):
                        times = seen[kind, code] = seen.get((kind, code), 0) + 1
                        facts = {"note": note, "qualified": qualified or None}
                        ends = code_key(SYSTEM, entry.code), code_key(SYSTEM, code)
                        edge = code_edge(kind, *ends, facts)
                        yield edge if times == 1 else edge._replace(id=str(times))
        if unknown:
            some = "; ".join(unknown[:3])
            report.notice(f"{file}: notes name codes that are not in the list ({len(unknown)}): {some}")

    def _named(self, note: str, entry: Entry, unknown: list[str]) -> Iterator[tuple[str, bool]]:
        """The codes that a note names, each once, and whether only some of the codes below are meant."""
        found: dict[str, bool] = {}
        for text, references in _references(note):
            qualified = bool(_QUALIFIED.search(text))
            for reference in references:
                codes = list(self._codes(reference))
                if not codes:
                    unknown.append(f"{reference.first} in a note of {entry.code}")
                for code in codes:
                    if not code.startswith(entry.code):  # to which of its own codes a note applies
                        found[code] = found.get(code, True) and qualified
        yield from found.items()

    def _codes(self, wanted: _Reference) -> Iterator[str]:
        """The fewest codes that cover exactly what is named."""
        if wanted.first == wanted.last and wanted.first in self._spans:
            yield wanted.first
        else:
            yield from self._cover(wanted, None)

    def _cover(self, wanted: _Reference, top: str | None) -> Iterator[str]:
        for code in self._children.get(top, ()):
            first, last = self._spans[code]
            if last < wanted.first or (first > wanted.last and not first.startswith(wanted.last)):
                continue
            if wanted.first <= first and _ends_before(last, wanted.last):
                yield code
            else:
                yield from self._cover(wanted, code)

    def _measure(self, code: str) -> tuple[str, str]:
        """The first and the last lowest-level code within a code (which may be itself)."""
        inner = [self._measure(child) for child in self._children.get(code, ())]
        span = _SPAN.fullmatch(code)
        spans = [*inner, *([(span[1], span[2])] if span else [])] or [(code, code)]
        firsts, lasts = [first for first, _ in spans], [last for _, last in spans]
        self._spans[code] = min(firsts, default=""), max(lasts, default="")
        return self._spans[code]


def _ends_before(last: str, end: str) -> bool:
    """Whether a code is before the end of a range, or within its last code."""
    return last <= end or last.startswith(end)


def _references(note: str) -> Iterator[tuple[str, list[_Reference]]]:
    """The codes in a note: those in parentheses, else those in its words; each with its text."""
    bracketed = False
    for match in _BRACKETS.finditer(note):
        if found := list(_NAMED.finditer(match[1])):
            bracketed = True
            yield match[1], [_reference(named) for named in found]
    if not bracketed:
        found = [named for named in _NAMED.finditer(note) if _means_a_code(named, note)]
        yield note[found[0].start() :] if found else "", [_reference(named) for named in found]


def _means_a_code(named: re.Match[str], note: str) -> bool:
    """Whether a word outside parentheses is a code, unlike vitamin B12 or vertebra T11."""
    return bool("." in named[1] or named[3] or _BEFORE.search(note[: named.start()]))


def _reference(named: re.Match[str]) -> _Reference:
    return _Reference(named[1], named[2] or named[1])
