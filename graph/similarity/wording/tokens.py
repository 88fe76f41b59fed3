"""The words and the numbering of a code, as features for comparison. Pure."""

import re
from collections.abc import Iterable

WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_EMPTY = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "that", "the", "this", "to"]
)
DOSES = frozenset(
    [
        "administered",
        "biosimilar",
        "biosimilars",
        "cc",
        "dose",
        "equivalent",
        "excludes",
        "fda",
        "final",
        "g",
        "gm",
        "gram",
        "grams",
        "iu",
        "mcg",
        "mg",
        "microgram",
        "micrograms",
        "milligram",
        "ml",
        "not",
        "otherwise",
        "per",
        "product",
        "specified",
        "therapeutic",
        "therapeutically",
        "through",
        "unit",
        "units",
        "up",
    ]
    + [str(number) for number in range(1001)]
    + [f"0.{number}" for number in range(1, 100)]
)
"""Words in the wording of a drug that do not name the drug."""


def words(texts: Iterable[str]) -> set[str]:
    """The words of some texts in lower case, without conjunctions, prepositions and the like."""
    return {word for text in texts for word in WORD.findall(text.lower())} - _EMPTY


def numbering(key: str) -> list[str]:
    """The beginnings of a code, longest first: the numbering of a system without a hierarchy."""
    system, _, code = key.partition(":")
    return beginnings(system, code)[1:]


def beginnings(name: str, code: str | None) -> list[str]:
    """A classification's code and all its beginnings, longest first; empty without one.

    A code of several words begins with its words, one of a single word with its characters.
    """
    words = (code or "").split()
    if len(words) > 1:
        return [f"{name}:{' '.join(words[:count])}" for count in range(len(words), 0, -1)]
    return [f"{name}:{code[:length]}*" for length in range(len(code), 0, -1)] if code else []
