"""ICD-10-CM codes as named by other sources, and the CLASSIFIES edges from them to conditions."""

import re
from collections.abc import Iterator, Mapping

from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.keys import code_number
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.codes.forms import ICD10CM_CATEGORY, ICD10CM_DOTTED
from medcodegraph.loaders.sources.ontology.term import last_part
from medcodegraph.loaders.wording import not_in_form

SYSTEM = "ICD10CM"
_PREFIX = f"{SYSTEM}:"
_WRITTEN = re.compile(r"(?:.*[/#])?(?:ICD-?10-?CM[:/_])?([0-9A-Z.-]+)", re.IGNORECASE)
_NAMED = re.compile(r"(?:\S*[/#])?ICD-?10-?CM[:/_#](\S+)", re.IGNORECASE)
_CODE = re.compile(ICD10CM_DOTTED)
_CATEGORY = re.compile(ICD10CM_CATEGORY)
_BLOCK = re.compile(f"({ICD10CM_CATEGORY})-({ICD10CM_CATEGORY})")
_CHAPTERS = (
    "A00-B99 C00-D49 D50-D89 E00-E89 F01-F99 G00-G99 H00-H59 H60-H95 I00-I99 J00-J99 K00-K95 "
    "L00-L99 M00-M99 N00-N99 O00-O9A P00-P96 Q00-QA0 R00-R99 S00-T88 V00-Y99 Z00-Z99 U00-U85"
)
_CHAPTER_OF = {block: f"CHAPTER-{number}" for number, block in enumerate(_CHAPTERS.split(), start=1)}
_CHAPTER_OF |= {"Q00-Q99": "CHAPTER-17", "E00-E90": "CHAPTER-4"}  # before 2026; in the WHO's edition

MATCHES = {
    "exactMatch": "exact",
    "equivalentClass": "exact",
    "narrowMatch": "narrow",
    "broadMatch": "broad",
    "closeMatch": "related",
    "relatedMatch": "related",
    "hasDbXref": "related",
}
"""The match of a predicate, without its prefix, seen from its object, if the subject is the condition:
`condition narrowMatch code` means that the code is narrower than the condition."""

_TURNED = {"narrow": "broad", "broad": "narrow"}


def note_code(codes: dict[str, str], predicate: str, other: str) -> None:
    """Add to `codes`, with its match, a code that a term is mapped to; other values are skipped.

    `predicate` may have a prefix or be a URI. A match more specific than `related` takes precedence.
    """
    match = MATCHES.get(last_part(predicate))
    named = _NAMED.fullmatch(other.strip().strip("<>"))
    if match is None or named is None:
        return
    code = f"{_PREFIX}{named[1]}"
    if codes.get(code, "related") == "related":
        codes[code] = match


def turned(match: str) -> str:
    """The match seen from the other side."""
    return _TURNED.get(match, match)


def number_in(written: str) -> str:
    """The code that `ICD10CM:C91.0`, its URI or `c910` names, as in the tabular list.

    A range of categories names the section, or the chapter, with that range; raises ValueError, with the
    reason, for any other range and for anything that is not a code.
    """
    match = _WRITTEN.fullmatch(written.strip())
    number = code_number(SYSTEM, match[1]) if match else ""
    if block := _BLOCK.fullmatch(number):
        if block[1] > block[2]:
            raise ValueError(f"the range {number} ends before it begins")
        return _CHAPTER_OF.get(number, number)
    if "-" in number and _CODE.fullmatch(number.partition("-")[0]):
        raise ValueError(f"{number} is a range of codes: only ranges of categories have names")
    if not _CODE.fullmatch(number):
        raise ValueError(not_in_form(written, "an ICD-10-CM code"))
    return number


class Links:
    """The links that one source states, one for each pair of a code and a condition."""

    def __init__(self) -> None:
        self._matches: dict[tuple[str, str], str] = {}

    def add(self, number: str, condition: str, match: str) -> None:
        """Link a code to a condition's key; the first match more specific than `related` is kept."""
        if self._matches.get((number, condition), "related") == "related":
            self._matches[number, condition] = match

    def facts(self, listed: Mapping[str, bool | None]) -> Iterator[Fact]:
        """The codes, with the properties that follow from their keys, and the edges.

        `listed` are the codes of ICD-10-CM, as far as they are loaded. A range that is not one of their
        sections (`I10-I16`, of an older edition) becomes the categories in it, each narrower than the range.
        """
        matches = dict(self._matches)
        categories = [code for code in listed if _CATEGORY.fullmatch(code)]
        for (number, condition), match in self._matches.items():
            block = _BLOCK.fullmatch(number)
            if block is None or listed.get(number) is not None:
                continue
            if within := [code for code in categories if block[1] <= code <= block[2]]:
                del matches[number, condition]
                part = "narrow" if match in ("exact", "narrow") else "related"
                for code in within:
                    matches.setdefault((code, condition), part)
        for number in dict.fromkeys(number for number, _ in matches):
            yield Node(Label.CODE, _PREFIX + number, {"system": SYSTEM, "code": number})
        for (number, condition), match in matches.items():
            ends = (Label.CODE, _PREFIX + number), (Label.CONDITION, condition)
            yield Edge(Rel.CLASSIFIES, *ends, {"match": match})
