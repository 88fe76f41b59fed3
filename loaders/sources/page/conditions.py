"""From the "Medical Condition" text of a code page to the conditions it names, with their abbreviations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from medcodegraph.loaders.sources.page.lists import clauses, members, name, singular

_TREAT = (
    r"(?:treat|diagnose|manage|address|correct|repair|relieve|evaluate|detect|screen for|remove|assess"
    r"|alleviate|resolve|prevent|investigate|cure|control|improve|identify|confirm|stabili[sz]e|monitor)"
)
_TREATING = (
    r"(?:(?:treat|diagnos|manag|address|correct|repair|reliev|evaluat|detect|remov|alleviat|prevent"
    r"|assess)ing|screening for)"
)
_TREATMENT = (
    r"(?:treatment|management|diagnosis|correction|repair|relief|evaluation|removal|prevention) (?:of|for)"
)
_PEOPLE = r"(?:patients?|people|individuals|persons|those|adults|children|women|men)"
_HAVING = r"(?:with|who have|suffering from|diagnosed with)"
_LEAD = re.compile(
    rf"(?:{_TREAT}(?! of)|.*?\b(?:(?:to|to help|helps?|and|or) {_TREAT}|{_TREATING}|{_TREATMENT}"
    r"|(?:treat|diagnos|manag|address|correct|reliev|evaluat|detect|remov|alleviat|prevent)e?s"
    r"|(?:used|indicated|performed|done|recommended|prescribed|intended|appropriate|suitable)(?: \w+ly)?"
    r" (?:for|in)"
    rf"|{_PEOPLE} {_HAVING}))\s+",
    re.IGNORECASE,
)
_LEAD_GOES_ON = re.compile(
    rf"(?:,? ?(?:and|or) {_TREAT}|{_TREATING}|(?:the )?{_TREATMENT}|(?:{_PEOPLE} )?{_HAVING})\s+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    rf"\s*(?:^|\s)(?:that|which|who|whose|when|where|if|while|because|despite|unresponsive|not responding"
    rf"|among|(?:in|for) (?:\w+ )?{_PEOPLE}|by \w+ing|using|through|causing|leading to|resulting in"
    r"|as part of|as well)\b",
    re.IGNORECASE,
)
_QUANTITY = re.compile(
    r"(?:certain|various|different|many|several|specific|some|a (?:variety|range|number) of)\s+"
    r"|(?:(?:types?|forms?|kinds?|cases?|stages?) of)\s+",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"(?:and |or )?(?:other|similar|related|its|their)\b", re.IGNORECASE)
_GENERAL_NOUN = (
    r"(?:conditions?|disorders?|diseases?|problems?|issues?|illness(?:es)?|symptoms?|injur(?:y|ies)"
    r"|abnormalit(?:y|ies))"
)
_GENERAL = re.compile(
    rf"(?:(?:medical|health|these|the|any|no|specific|underlying) )*{_GENERAL_NOUN}", re.IGNORECASE
)
_EXPLANATION = re.compile(rf"an? (?:.*\b{_GENERAL_NOUN}\.?\Z|(?:type|kind|form) of\b)", re.IGNORECASE)
_LIKE = re.compile(r"(?<=s )(?<!looks )(?<!feels )like\b")
_EXAMPLE_BRACKET = re.compile(
    r"\s*\((?P<marker>such as|including|e\.g\.,?|for example,?)\s+(?P<rest>(?:[^()]|\([^()]*\))*)\)",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\(([^()]*)\)")
_ABBREVIATION = re.compile(r"(?=(?:[^A-Z]*[A-Z]){2})[A-Za-z0-9][A-Za-z0-9/-]{1,11}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A condition as named on a page: `name` may itself be an abbreviation; `abbreviation` may be empty."""

    name: str
    abbreviation: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.abbreviation})" if self.abbreviation else self.name

    @property
    def names(self) -> tuple[str, ...]:
        """The names to look it up by, best first: the name, its singular, the abbreviation."""
        written = (self.name, singular(self.name), self.abbreviation)
        return tuple(dict.fromkeys(text for text in written if text))


def condition_phrases(text: str) -> Iterator[Phrase]:
    """The conditions a paragraph or an item names, except a general term followed by examples."""
    for clause in clauses(text):
        spread = _EXAMPLE_BRACKET.sub(r", \g<marker> \g<rest>", _LIKE.sub("such as", clause))
        for member in members(spread, _after_lead):
            if phrase := _phrase(member):
                yield phrase


def indicated_phrases(text: str) -> Iterator[Phrase]:
    """The conditions of which a text says that they are treated or diagnosed, or that patients have them."""
    for clause in clauses(text):
        if _LEAD.match(clause):
            yield from condition_phrases(clause)


def _after_lead(clause: str) -> str | None:
    match = _LEAD.match(clause)
    if match is None:
        return None
    rest = clause[match.end() :]
    while more := _LEAD_GOES_ON.match(rest):
        rest = rest[more.end() :]
    return rest


def _phrase(member: str) -> Phrase | None:
    bare = member.strip()
    if re.match(r"(?:and|or)\s", bare):
        bare = bare.split(maxsplit=1)[1]
    if _OTHERS.match(bare) or _EXPLANATION.match(bare):
        return None
    bare = _CLAUSE.split(bare, maxsplit=1)[0]
    while quantity := _QUANTITY.match(bare):
        bare = bare[quantity.end() :]
    brackets = [text.strip() for text in _IN_BRACKETS.findall(bare)]
    found = name(bare)
    if not found or _GENERAL.fullmatch(found) or re.match(r"no(?:t|ne)?\b", found, re.IGNORECASE):
        return None
    if _ABBREVIATION.fullmatch(found) and brackets and not _ABBREVIATION.fullmatch(brackets[0]):
        return Phrase(name(brackets[0]) or found, found)
    return Phrase(found, next((text for text in brackets if _ABBREVIATION.fullmatch(text)), ""))
