"""Conditions by the plain forms of their names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from medcodegraph.graph.conditions.wording import is_other, plain, plain_names, words

_PREFERRED = "MONDO:"
_ANY = frozenset({"", "disease", "diseases", "disorder", "condition", "syndrome"})
_SEVERAL_THINGS = re.compile(r"\b(?:and|or)\b")


class ConditionText(NamedTuple):
    """A condition with its names."""

    key: str
    name: str
    synonyms: Sequence[str]


class Names:
    """Conditions by the plain forms of their names; a shared name counts if only one bearer is from MONDO."""

    def __init__(self, conditions: Iterable[ConditionText]) -> None:
        self._names: dict[str, set[str]] = defaultdict(set)
        self._synonyms: dict[str, set[str]] = defaultdict(set)
        self._by_condition: dict[str, set[str]] = defaultdict(set)
        self._single: dict[str, set[str]] = defaultdict(set)
        self._words: dict[str, set[frozenset[str]]] = defaultdict(set)
        self._own: dict[str, str] = {}
        for condition in conditions:
            self._own[condition.key] = condition.name.lower()
            for names, texts in ((self._names, [condition.name]), (self._synonyms, condition.synonyms)):
                for name in map(_joined, plain_names(texts)):
                    names[name].add(condition.key)
                    self._by_condition[condition.key].add(name)
                self._single[condition.key].update(plain(text) for text in texts if " " not in text)
                self._words[condition.key].update(some for text in texts if (some := words(text)))

    def alike(self, one: str, other: str) -> bool:
        """Whether two conditions are the same or share a name."""
        return one == other or not self._by_condition[one].isdisjoint(self._by_condition[other])

    def whole(self, text: str) -> Iterator[str]:
        """As `of`, for a part of a wording: `skin` alone is not the name of skin disorder.

        Synonyms of one word do not count.
        """
        for condition in self.of(text, only_long=True):
            if " " in text.strip() or plain(text) in self._single[condition]:
                yield condition

    def entry(self, text: str) -> Iterator[str]:
        """As `of`, for what an index entry stands for: `Andersen's disease` is a name, `skin` is not."""
        yield from self.of(text) if " " in text.strip() else self.whole(text)

    def compared(self, condition: str, display: str) -> str:
        """How a code to which the index leads from a name of a condition matches it, by its wording."""
        wording = words(display)
        if wording in self._words[condition]:
            return "exact"
        single = not is_other(display) and not _SEVERAL_THINGS.search(display)
        return "narrow" if single and any(name < wording for name in self._words[condition]) else "broad"

    def called(self, name: str) -> Iterator[str]:
        """The condition whose own name this is, if unambiguous."""
        yield from _one(self._names.get(_joined(name), set()))

    def of(self, text: str, only_long: bool = False) -> Iterator[str]:
        """The condition with a name, if unambiguous; `only_long` excludes synonyms of one word.

        `Anxiety disorder` is not anxiety, if both are conditions.
        """
        name = plain(text)
        if name in _ANY:
            return
        keys = self._names.get(_joined(name), set())
        if not keys and (" " in name or not only_long):
            keys = self._synonyms.get(_joined(name), set())
        yield from _one(keys) or _one({key for key in keys if self._own[key] == text.lower()})


def _one(keys: Set[str]) -> Set[str]:
    """The only key, or the only one of MONDO; None if there are several."""
    chosen = keys if len(keys) == 1 else {key for key in keys if key.startswith(_PREFERRED)}
    return chosen if len(chosen) == 1 else frozenset()


def _joined(name: str) -> str:
    """A name without spaces: `gastro esophageal` and `gastroesophageal` are the same."""
    return name.replace(" ", "")
