"""When the wording of a diagnosis code means the same as the name of a condition, or something narrower.

Only patterns that hold for any disease are used: `Other X`, `X, unspecified`, `X with Y`, `chronic X`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

_BRACKETS = re.compile(r"\s*[\[(][^\])]*[\])]")
_SIGNS = re.compile(r"[^a-z0-9]+")
_RESIDUAL = re.compile(r"(?:other and unspecified|other specified|unspecified|other) (.+)")
_UNSPECIFIED = re.compile(r"(.+?)(?:,? (?:unspecified|nos|not otherwise specified))")
_QUALIFIED = re.compile(r"(.+?)(?:,| with\b| without\b| due to\b| in\b| of\b| complicating\b)")
_COURSE = re.compile(
    r"(?:acute|subacute|chronic|classical|recurrent|persistent|permanent|paroxysmal|severe|moderate|mild|"
    r"generalized|localized|disseminated|congenital|hereditary|idiopathic|"
    r"(?:first|second|third|fourth) degree) (.+)"
)
_CAUSE = re.compile(
    r"(?:acquired|juvenile|infantile|neonatal|male|female|traumatic|nontraumatic|rheumatic|nonrheumatic|"
    r"viral|bacterial|amebic|gonococcal|syphilitic|tuberculous|drug-induced|alcohol-induced|alcoholic|"
    r"hypertensive|postprocedural|allergic|exudative|nonexudative|proliferative|nonproliferative|"
    r"diffuse|focal|bilateral|unilateral) (.+)"
)
_COMBINED = re.compile(r"\bwith (.+?)(?=,|;| and\b| or\b| with\b| without\b| due to\b| in\b| of\b|$)")
_LIST = re.compile(r",.*\band ")
_UNRELATED = re.compile(r"\bnot\b|\bmother\b")
_LAST = re.compile(r" (?:disease|disorder|condition)$")
_SPELLED = {"leukaemia": "leukemia", "anaemia": "anemia", "tumour": "tumor", "oesophagus": "esophagus"}
_COMMON = frozenset(["a", "and", "disease", "disorder", "nos", "of", "or", "syndrome", "the", "unspecified"])
_REST = re.compile(r"\bunspecified\b|\bother\b|\bnos\b|not elsewhere", re.IGNORECASE)
_OTHER = re.compile(r"\bother\b|\belsewhere\b", re.IGNORECASE)
_LEFT_OPEN = re.compile(r",? (?:unspecified site|unspecified|nos|nec)$", re.IGNORECASE)
_PLURALS = (("omata", "oma"), ("iases", "iasis"), ("oses", "osis"), ("ae", "a"), ("i", "us"))
_NO_PLURAL = ("ss", "us", "is", "es")
_LETTERS = re.compile(r"[A-Z0-9-]{1,6}")  # an abbreviation: COLD is not a cold


class How(Enum):
    """How the wording of a code contains the name of a condition."""

    SAME = "the same wording"
    REST = "unspecified, or another kind"
    COURSE = "a course or degree of it"
    CAUSE = "it with a cause, an age or an extent"
    QUALIFIED = "the name with a qualifier"


class Meaning(NamedTuple):
    """A text that a code's wording contains, which may be the name of a condition, and how."""

    text: str
    how: How

    @property
    def name(self) -> str:
        """Its plain form."""
        return plain(self.text)


@lru_cache(200_000)
def plain(text: str) -> str:
    """A name for comparison: lower case, without punctuation, accents, plurals or a final `disease`."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = _SIGNS.sub(" ", letters.replace("'s", "")).split()
    joined = " ".join(_SPELLED.get(one, one) for one in map(_singular, words))
    return _LAST.sub("", joined)


def plain_names(texts: Iterable[str]) -> Iterator[str]:
    """The plain forms of names; abbreviations are left out."""
    for text in texts:
        bare = _BRACKETS.sub("", text)
        if not _LETTERS.fullmatch(bare):
            yield plain(bare)


def meanings(text: str) -> Iterator[Meaning]:
    """The names that the wording of a code contains, the whole wording first."""
    less = _BRACKETS.sub("", text).strip().lower()
    yield Meaning(less, How.SAME)
    how = How.REST
    while True:
        if match := _QUALIFIED.match(less):
            yield Meaning(match[1], How.QUALIFIED if how is How.REST else how)
        shorter = (_RESIDUAL, _UNSPECIFIED, _COURSE, _CAUSE)
        match = next((found for one in shorter if (found := one.fullmatch(less))), None)
        if match is None:
            return
        if match.re is _CAUSE:
            how = How.CAUSE
        elif match.re is _COURSE and how is not How.CAUSE:
            how = How.COURSE
        less = match[1]
        yield Meaning(less, how)


def combined(text: str) -> Iterator[str]:
    """What a code has `with` its first disease: `diabetes with retinopathy`."""
    less = _BRACKETS.sub("", text).strip().lower()
    for part in () if _UNRELATED.search(less) else _COMBINED.findall(less):
        yield from (one.text for one in meanings(part) if one.how is not How.QUALIFIED)


def _singular(word: str) -> str:
    """A word in the singular, where its plural is clear: `disorders`, `nevi`, `mycoses`; not `diabetes`."""
    for plural, single in _PLURALS:
        if word.endswith(plural) and len(word) > len(plural) + 1:
            return word[: -len(plural)] + single
    return word[:-1] if len(word) > 4 and word[-1] == "s" and not word.endswith(_NO_PLURAL) else word


def words(name: str) -> frozenset[str]:
    """The distinctive words of a name, without those that any disease may have."""
    return frozenset(plain(name).split()) - _COMMON


def is_rest(display: str) -> bool:
    """Whether a code is residual, for whatever has no code of its own: `unspecified`, `other`."""
    return _REST.search(display) is not None


def is_other(display: str) -> bool:
    """Whether a code is for what has no code of its own (`Other X`), or is coded elsewhere as well."""
    return _OTHER.search(display) is not None


def lists_several(display: str) -> bool:
    """Whether a wording lists several things: `Schizophrenia, delusional, and other disorders`."""
    return _LIST.search(display) is not None


def entry_names(entry: str) -> Iterator[str]:
    """The name that an index entry stands for: `Goiter (plunging), toxic` is toxic goiter.

    None if it has more than one subterm, as these are not parts of a name, or lacks its main term, which has
    a capital.
    """
    if not entry[:1].isupper():
        return
    bare = _LEFT_OPEN.sub("", _BRACKETS.sub("", entry).strip())
    match [part.strip() for part in bare.split(",")]:
        case [name]:
            yield name
        case [name, first]:
            yield f"{first} {name}"
