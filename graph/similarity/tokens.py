"""What a code says, as words and as single characters: features to compare codes by. Pure."""

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
"""What the wording of a drug says besides what the drug is."""


def words(texts: Iterable[str]) -> set[str]:
    """The words of some texts in lower case, without those that only join others."""
    return {word for text in texts for word in WORD.findall(text.lower())} - _EMPTY


def numbering(key: str) -> list[str]:
    """The beginnings of a code, longest first: the numbering of a system that has no hierarchy."""
    system, _, code = key.partition(":")
    return beginnings(system, code)[1:]


def beginnings(name: str, code: str | None) -> list[str]:
    """A classification's code and all that it begins with, longest first; empty without one.

    One of several words begins with its words, one of a single word with its characters.
    """
    words = (code or "").split()
    if len(words) > 1:
        return [f"{name}:{' '.join(words[:count])}" for count in range(len(words), 0, -1)]
    return [f"{name}:{code[:length]}*" for length in range(len(code), 0, -1)] if code else []
