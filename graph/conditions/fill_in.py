"""Codes for conditions that no source maps exactly, found by comparing the wording of both.

For conditions that MONDO does map exactly to ICD-10-CM, the wording finds the same code, or one above or
below it, in 99 of 100 cases. A code with a narrower meaning (`X with Y`, `X, unspecified`) is a narrow match.
A code that includes a condition among others, or to which only the index leads, is broader than it.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from types import MappingProxyType
from typing import NamedTuple

from medcodegraph.graph.conditions.names import ConditionText, Names
from medcodegraph.graph.conditions.wording import (
    How,
    combined,
    entry_names,
    is_other,
    lists_several,
    meanings,
    plain,
)
from medcodegraph.graph.hierarchy import lineage

_CATEGORY = re.compile(r"[A-Z0-9]+:[A-Z][0-9A-Z]{2}")
_PREGNANCY = re.compile(r"[A-Z0-9]+:O")
_RANGE = re.compile(r"([A-Z0-9]+:[A-Z][0-9A-Z]{2})-([A-Z][0-9A-Z]{2})")
_SEVERAL = 3
"""At least this many sibling codes that a source relates to a condition are taken as parts of it."""
_MALIGNANT = "malignant neoplasm of"
_CARCINOMA = re.compile(r"\bcarcinoma\b(?! in situ)", re.IGNORECASE)
_INCLUDES = "it includes: "
_COMBINATION = "a combination with it: "
_INDEX = "the index leads to it from: "
_ASIDE = (_COMBINATION, How.CAUSE.value)
_NOT_DISEASES = frozenset("VWXYZ")
"""First letters of codes for external causes and for factors other than a disease."""


class CodeText(NamedTuple):
    """A code with its wording, its inclusion terms, its parents, and the index entries that lead to it."""

    key: str
    display: str
    terms: Sequence[str]
    above: Sequence[str]
    entries: Sequence[str] = ()


class Category(NamedTuple):
    """A category that a grouper (CCSR) puts codes into: its key, its name, the keys of its codes."""

    key: str
    name: str
    codes: Set[str]


class Link(NamedTuple):
    """A code means a condition: how exactly, and the reason."""

    code: str
    condition: str
    match: str
    reason: str


def coded_by(links: Iterable[Link]) -> Iterator[Link]:
    """The links that show where a condition is coded in the classification, with inclusion terms as exact.

    Not combinations and causes, which are coded all over, nor what only the index leads to.
    """
    for link in links:
        if link.reason.startswith(_INCLUDES):
            yield link._replace(match="exact")
        elif not link.reason.startswith((*_ASIDE, _INDEX)):
            yield link


Stated = Mapping[tuple[str, str], set[str]]
"""The matches that sources state, by the keys of the code and the condition."""


def filled_in(
    codes: Sequence[CodeText],
    conditions: Sequence[ConditionText],
    stated: Stated,
    categories: Iterable[Category] = (),
    parents: Mapping[str, Set[str]] = MappingProxyType({}),
) -> list[Link]:
    """The links that wording adds to what sources state, ordered by code and condition.

    An exact link only if no source states one for the condition. None if a code above already means the
    condition or part of it. A condition that then has no code has those to which the index leads, a carcinoma
    those of the conditions among its `parents` that are the malignant neoplasms of a site, and is related to
    those of the category, among `categories`, of its name.
    """
    names = Names(conditions)
    exact = {condition for (_, condition), matches in stated.items() if "exact" in matches}
    found: dict[tuple[str, str], Link] = {}
    for code in codes:
        if code.key.partition(":")[2][:1] in _NOT_DISEASES:
            continue
        for link in _links(code, names, stated):
            if link.condition in exact and link.match == "exact":
                continue
            pair = link.code, link.condition
            if not stated.get(pair, set()) & {"exact", "narrow", "broad"}:
                found.setdefault(pair, link)
    for link in _expanded(codes, stated):
        found.setdefault((link.code, link.condition), link)
    _settle_included(codes, names, stated, found)
    exact |= {link.condition for link in found.values() if link.match == "exact"}
    for link in _several(codes, stated, exact):
        found.setdefault((link.code, link.condition), link)
    within = _Within(codes, stated, found)
    links = [link for link in found.values() if not within.known(link)]
    stated_so = {condition for (_, condition), matches in stated.items() if matches & {"exact", "narrow"}}
    meant = stated_so | {link.condition for link in links if link.match != "broad"}
    coded = stated_so | {link.condition for link in links if link.match != "broad" and not _is_aside(link)}
    known = {link[:2] for link in links} | {pair for pair, matches in stated.items() if "broad" in matches}
    links += [link for link in _indexed(codes, names, coded) if link[:2] not in known]
    links += _of_cancers(codes, conditions, parents, links, stated)
    return sorted([*links, *_of_categories(codes, names, categories, meant, stated)])


def _is_aside(link: Link) -> bool:
    """Whether a link shows only where a condition is coded together with something else, or by its cause."""
    complicates = link.reason.startswith(How.QUALIFIED.value) and _PREGNANCY.match(link.code)
    return bool(complicates) or link.reason.startswith(_ASIDE)


def _links(code: CodeText, names: Names, stated: Stated) -> Iterator[Link]:
    """The links that the wording of a code and its inclusion terms give."""
    several = "-" in code.key and lists_several(code.display)
    for meaning in meanings(code.display):
        qualified = meaning.how is How.QUALIFIED
        if qualified and several:
            continue
        for condition in names.whole(meaning.text) if qualified else names.of(meaning.text):
            match = "exact" if meaning.how is How.SAME else "narrow"
            yield Link(code.key, condition, match, f"{meaning.how.value}: {code.display}")
    for name in combined(code.display):
        for condition in names.whole(name):
            yield Link(code.key, condition, "narrow", f"{_COMBINATION}{code.display}")
    for term in code.terms:
        for meaning in meanings(term):
            for condition in names.of(meaning.text, only_long=True):
                named = "related" in stated.get((code.key, condition), ())
                if meaning.how is How.SAME and named:
                    yield Link(code.key, condition, "exact", f"{_INCLUDES}{term}")
                elif meaning.how is How.REST:
                    yield Link(code.key, condition, "narrow", f"{meaning.how.value}: {term}")


def _settle_included(
    codes: Sequence[CodeText], names: Names, stated: Stated, found: dict[tuple[str, str], Link]
) -> None:
    """Make links by an inclusion term broad where the code means more than the condition.

    It does if it is a residual code, or if it means or includes another condition as well: an inclusion term
    may be another name for what the code means, or one of several things that belong there.
    """
    displays = {code.key: code.display for code in codes}
    meant: dict[str, set[str]] = defaultdict(set)
    for (code, condition), matches in stated.items():
        if "exact" in matches:
            meant[code].add(condition)
    for link in found.values():
        if link.match == "exact":
            meant[link.code].add(link.condition)
    for pair, link in list(found.items()):
        if link.match == "exact" and link.reason.startswith(_INCLUDES):
            others = [one for one in meant[link.code] if not names.alike(one, link.condition)]
            if others or is_other(displays[link.code]):
                found[pair] = link._replace(match="broad")


def _indexed(codes: Sequence[CodeText], names: Names, meant: Set[str]) -> Iterator[Link]:
    """The codes to which the index leads from the names of conditions that no code means.

    They are broader, unless their wording has the same words as the name, or those and more about one thing.
    """
    for code in codes:
        if code.key.partition(":")[2][:1] in _NOT_DISEASES:
            continue
        leading: dict[str, str] = {}
        for entry in code.entries:
            for name in entry_names(entry):
                for condition in names.entry(name):
                    if condition not in meant:
                        leading.setdefault(condition, entry)
        for condition, entry in leading.items():
            match = names.compared(condition, code.display)
            yield Link(code.key, condition, match, f"{_INDEX}{entry}")


def _of_cancers(
    codes: Sequence[CodeText],
    conditions: Iterable[ConditionText],
    parents: Mapping[str, Set[str]],
    links: Iterable[Link],
    stated: Stated,
) -> Iterator[Link]:
    """For carcinomas without a code, the malignant neoplasms of their site: codes go by site, not by type."""
    sites = {code.key for code in codes if code.display.lower().startswith(_MALIGNANT)}
    exact: dict[str, set[str]] = defaultdict(set)
    coded = set()
    for (code, condition), matches in stated.items():
        if "exact" in matches and code in sites:
            exact[condition].add(code)
        if matches & {"exact", "narrow", "broad"}:
            coded.add(condition)
    for link in links:
        if link.match == "exact" and link.code in sites:
            exact[link.condition].add(link.code)
        coded.add(link.condition)
    for one in conditions:
        if one.key not in coded and _CARCINOMA.search(one.name):
            for code in sorted({code for parent in parents.get(one.key, ()) for code in exact[parent]}):
                yield Link(code, one.key, "broad", "malignant neoplasms of a site, whatever their type")


def _expanded(codes: Sequence[CodeText], stated: Stated) -> Iterator[Link]:
    """The categories of a range that is a section only in an older edition: `I10-I16`."""
    known = {code.key for code in codes}
    categories = sorted(key for key in known if _CATEGORY.fullmatch(key))
    for (key, condition), matches in stated.items():
        span = _RANGE.fullmatch(key)
        if span is None or key in known or not matches & {"exact", "narrow"}:
            continue
        for category in categories:
            if span[1] <= category <= span[1][:-3] + span[2]:
                yield Link(category, condition, "narrow", f"it lies in {key.partition(':')[2]}")


def _several(codes: Sequence[CodeText], stated: Stated, exact: Set[str]) -> Iterator[Link]:
    """Sibling codes that are all related to one condition: each is then narrower than it."""
    siblings: dict[tuple[str, str], list[str]] = defaultdict(list)
    related: dict[str, list[str]] = defaultdict(list)
    for (key, condition), matches in stated.items():
        if matches == {"related"} and condition not in exact:
            related[key].append(condition)
    for code in codes:
        for condition in related.get(code.key, ()):
            for above in code.above:
                siblings[above, condition].append(code.key)
    for (above, condition), keys in siblings.items():
        if len(keys) >= _SEVERAL:
            for key in keys:
                yield Link(key, condition, "narrow", f"a source relates it with others of {above}")


def _of_categories(
    codes: Sequence[CodeText],
    names: Names,
    categories: Iterable[Category],
    meant: Set[str],
    stated: Stated,
) -> Iterator[Link]:
    """The highest codes of which everything below is in the category with the name of a condition."""
    above = {code.key: code.above for code in codes}
    below: dict[str, set[str]] = defaultdict(set)
    for category in categories:
        for code in category.codes:
            for heading in lineage(code, above):
                below[heading].add(code)
    for category in categories:
        whole = {
            heading
            for code in category.codes
            for heading in lineage(code, above)
            if below[heading] <= category.codes and "-" not in heading
        }
        highest = {code for code in whole if not whole.intersection(above.get(code, ()))}
        for condition in names.called(plain(category.name)):
            for code in highest if condition not in meant else ():
                if (code, condition) not in stated:
                    yield Link(code, condition, "related", f"{category.key} has it: {category.name}")


class _Within:
    """Whether a code above that of a link already means the condition."""

    def __init__(
        self, codes: Sequence[CodeText], stated: Stated, found: Mapping[tuple[str, str], Link]
    ) -> None:
        self._above = {code.key: code.above for code in codes}
        stated_so = {pair for pair, matches in stated.items() if matches & {"exact", "narrow"}}
        self._known = stated_so | found.keys()

    def known(self, link: Link) -> bool:
        """Whether the link adds nothing."""
        above = lineage(link.code, self._above) - {link.code}
        return any((code, link.condition) in self._known for code in above)
