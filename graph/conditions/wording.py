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
    r"generalized|localized|disseminated|congenital|hereditary|idiopathic) (.+)"
)
_LAST = re.compile(r" (?:disease|disorder|condition)$")
_SPELLED = {"leukaemia": "leukemia", "anaemia": "anemia", "tumour": "tumor", "oesophagus": "esophagus"}
_COMMON = frozenset(["a", "and", "disease", "disorder", "nos", "of", "or", "syndrome", "the", "unspecified"])
_REST = re.compile(r"\bunspecified\b|\bother\b|\bnos\b|not elsewhere", re.IGNORECASE)
_NO_PLURAL = ("ss", "us", "is", "es")
_LETTERS = re.compile(r"[A-Z0-9-]{1,6}")  # an abbreviation: COLD is not a cold


class How(Enum):
    """How the wording of a code contains the name of a condition."""

    SAME = "the same wording"
    REST = "unspecified, or another kind"
    COURSE = "a course or degree of it"
    QUALIFIED = "the name with a qualifier"


class Meaning(NamedTuple):
    """A name that a code's wording contains, in its plain form, and how."""

    name: str
    how: How


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
    yield Meaning(plain(less), How.SAME)
    how = How.REST
    while True:
        if match := _QUALIFIED.match(less):
            yield Meaning(plain(match[1]), How.COURSE if how is How.COURSE else How.QUALIFIED)
        match = _RESIDUAL.fullmatch(less) or _UNSPECIFIED.fullmatch(less) or _COURSE.fullmatch(less)
        if match is None:
            return
        how = How.COURSE if match.re is _COURSE else how
        less = match[1]
        yield Meaning(plain(less), how)


def _singular(word: str) -> str:
    """A word without its plural s, where it clearly has one: `disorders`, not `diabetes`."""
    return word[:-1] if len(word) > 4 and word[-1] == "s" and not word.endswith(_NO_PLURAL) else word


def words(name: str) -> frozenset[str]:
    """The distinctive words of a name, without those that any disease may have."""
    return frozenset(plain(name).split()) - _COMMON


def is_rest(display: str) -> bool:
    """Whether a code is residual, for whatever has no code of its own: `unspecified`, `other`."""
    return _REST.search(display) is not None
