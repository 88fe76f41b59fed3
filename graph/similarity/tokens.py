"""What a code says, as words and as single characters: features to compare codes by. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence

WORD = re.compile(r"[a-z0-9]+(?:\.[0-9]+)?")
_EMPTY = frozenset(
    ["a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "that", "the", "this", "to"]
)
_FULL = 7


def words(texts: Iterable[str]) -> set[str]:
    """The words of some texts in lower case, without those that only join others."""
    return {word for text in texts for word in WORD.findall(text.lower())} - _EMPTY


def seventh(key: str, said: str | None, above: Sequence[str], said_above: Mapping[str, str]) -> list[str]:
    """What the seventh of seven characters adds, as an axis.

    In ICD-10-CM it is an axis of its own (initial encounter, sequela, ...) that cuts through the hierarchy;
    no file states it, but its words are those that the code above does not have.
    """
    code = key.partition(":")[2].replace(".", "")
    if len(code) != _FULL or not said:
        return []
    for parent in above:
        known = set(WORD.findall(said_above.get(parent, "").lower()))
        if added := [word for word in WORD.findall(said.lower()) if word not in known]:
            return [f"{_FULL} {' '.join(added)}"]
    return []


def numbering(key: str) -> list[str]:
    """The beginnings of a code, longest first: the numbering of a system that has no hierarchy."""
    system, _, code = key.partition(":")
    return beginnings(system, code)[1:]


def beginnings(name: str, code: str | None) -> list[str]:
    """A classification's code and all that it begins with, longest first; empty without one."""
    return [f"{name}:{code[:length]}*" for length in range(len(code), 0, -1)] if code else []
