"""Writes an Athena export of any number of invented concepts, to measure how the cost of a load grows.

    python bench/athena_export.py FOLDER 100000

Three vocabularies: a reference terminology, and diagnoses and procedures that are mapped to it. Each is a
hierarchy with the fan-out of ICD-10-CM. Names have 3 to 9 words of an invented language, drawn by Zipf's law;
a concept shares some with its parent, and some with the concept it is mapped to. A third of the concepts has
synonyms, some of the lowest ones have been replaced. The same seed gives the same files. Concepts are written
as they are drawn, so that memory hardly grows with their number.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import accumulate
from math import inf
from pathlib import Path
from random import Random
from typing import IO

from medcodegraph.loaders.sources.athena.tables import COLUMNS, CONCEPTS, RELATIONS, SYNONYMS, VOCABULARIES

TABLES: Mapping[str, tuple[str, ...]] = {
    "CONCEPT.csv": COLUMNS[CONCEPTS],
    "CONCEPT_RELATIONSHIP.csv": COLUMNS[RELATIONS],
    "CONCEPT_SYNONYM.csv": COLUMNS[SYNONYMS],
    "VOCABULARY.csv": (*COLUMNS[VOCABULARIES], "vocabulary_concept_id"),
}
"""The tables of an export that are written, with their columns."""
LEVELS = ("Chapter", "Section", "Category", "Subcategory", "Code", "Extended code")
FAN_OUT: tuple[Sequence[int], ...] = (
    range(9, 18),
    range(3, 12),
    range(4, 10),
    range(10),
    (0, 0, 0, 0, 0, 3),
)
"""How many concepts can be below one of each level: on average as in ICD-10-CM, about 50 below a category."""
EXPONENT, WORDS = 1.0, 300_000
"""The r-th most frequent of the words is drawn with a probability proportional to 1 / r ** EXPONENT."""

_REVERSE = {
    "Is a": "Subsumes",
    "Maps to": "Mapped from",
    "Concept replaced by": "Concept replaces",
}
_FIRST_DAYS, _LAST_DAYS = ("19700101", "20020131", "20151001"), ("20190930", "20230630")
_ALWAYS = ("19700101", "20991231")
_ENGLISH = "4180186"
_RETIRED, _SYNONYMS, _SECOND_MAP = (
    0.05,
    1 / 3,
    0.1,
)  # shares: of the concepts without children, of all, of maps
_MAPPED_FROM = LEVELS.index("Category")
_SYLLABLES = [consonant + vowel for consonant in "bcdfghjklmnprstvwxyz" for vowel in "aeiou"]
_SHORT_WORDS = 2_000
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """An invented vocabulary; `share` is its share of all concepts."""

    name: str
    title: str
    domain: str
    share: float


REFERENCE = Vocabulary("BENCHCT", "Invented reference terminology", "Observation", 0.40)
MAPPED = (
    Vocabulary("BENCHDX", "Invented diagnoses", "Condition", 0.45),
    Vocabulary("BENCHPX", "Invented procedures", "Procedure", 0.15),
)
"""Vocabularies that are mapped to the reference terminology."""


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept; `number` counts those of its vocabulary from 0."""

    number: int
    code: str
    level: int
    words: list[str]
    parent: int | None
    retired: bool


class Language:
    """Invented words, of which the most frequent ones are short, and few differ by one letter only."""

    def __init__(self, size: int = WORDS, exponent: float = EXPONENT) -> None:
        self.words = [_spelling(rank) for rank in range(size)]
        self._bounds = list(accumulate(1 / rank**exponent for rank in range(1, size + 1)))

    def drawn(self, draw: Random, count: int, besides: Sequence[str] = ()) -> list[str]:
        """Words by Zipf's law, each once and none of some others."""
        found: list[str] = []
        while len(found) < count:
            (word,) = draw.choices(self.words, cum_weights=self._bounds)
            if word not in found and word not in besides:
                found.append(word)
        return found


def _spelling(rank: int) -> str:
    """Three or four syllables, for each rank others: the factors have no divisor in common with 100."""
    length, factor = (3, 361_807) if rank < _SHORT_WORDS else (4, 36_180_343)
    left, found = rank * factor % len(_SYLLABLES) ** length, []
    for _ in range(length):
        left, syllable = divmod(left, len(_SYLLABLES))
        found.append(_SYLLABLES[syllable])
    return "".join(found)


def write_export(folder: Path, count: int, seed: int = 1) -> None:
    """Write an export of `count` concepts into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        _Export(folder, stack, seed).write(count)


class _Export:
    def __init__(self, folder: Path, stack: ExitStack, seed: int) -> None:
        self._files: dict[str, IO[str]] = {}
        for name, columns in TABLES.items():
            self._files[name] = stack.enter_context((folder / name).open("w", encoding="utf-8", newline="\n"))
            self._row(name, *columns)
        self._draw, self._seed, self._language = Random(seed), seed, Language()
        self._retired: set[int] = set()  # of the reference terminology
        self._reference = 0  # how many concepts it has
        self._first = 1  # the id of the vocabulary's first concept

    def write(self, count: int) -> None:
        shares = [round(count * vocabulary.share) for vocabulary in MAPPED]
        self._reference = count - sum(shares)
        self._row("VOCABULARY.csv", "None", "OMOP Standardized Vocabularies", "bench", "v5.0 01-JAN-31", 0)
        for vocabulary, size in zip((REFERENCE, *MAPPED), (self._reference, *shares), strict=True):
            self._row("VOCABULARY.csv", vocabulary.name, vocabulary.title, "bench", "2031", 0)
            self._vocabulary(vocabulary, size)
            self._first += size

    def _vocabulary(self, vocabulary: Vocabulary, size: int) -> None:
        valid = 0  # the last one before this
        for concept in self._concepts(size):
            if vocabulary is REFERENCE and concept.retired:
                self._retired.add(concept.number)
            self._describe(vocabulary, concept)
            self._relate(vocabulary, concept, size, valid)
            if not concept.retired:
                valid = concept.number

    def _concepts(self, size: int) -> Iterator[Concept]:
        """The concepts of a vocabulary, each after its parent."""
        above: list[Concept] = []
        for number, (path, children) in zip(range(size), _paths(self._draw), strict=False):
            level = len(path) - 1
            del above[level:]
            parent = above[-1] if above else None
            concept = Concept(
                number,
                _code(path),
                level,
                self._name(parent, number * self._reference // size),
                None if parent is None else parent.number,
                retired=level > _MAPPED_FROM and not children and self._draw.random() < _RETIRED,
            )
            yield concept
            above.append(concept)

    def _name(self, parent: Concept | None, topic: int) -> list[str]:
        """3 to 9 words: some of the parent's, two of the topic, some others.

        The topic is a number in the reference terminology: what is mapped to it shares its words.
        """
        draw, inherited = self._draw, list[str]()
        if parent is not None:
            places = draw.sample(range(len(parent.words)), draw.randint(1, min(4, len(parent.words))))
            inherited = [parent.words[place] for place in sorted(places)]
        found = inherited + self._language.drawn(Random(self._seed << 32 | topic), 2, inherited)
        return found + self._language.drawn(draw, draw.randint(1, 3), found)

    def _describe(self, vocabulary: Vocabulary, concept: Concept) -> None:
        draw, number = self._draw, self._first + concept.number
        standard = "S" if vocabulary is REFERENCE and not concept.retired else ""
        self._row(
            "CONCEPT.csv",
            number,
            " ".join(concept.words).capitalize(),
            vocabulary.domain,
            vocabulary.name,
            LEVELS[concept.level],
            standard,
            concept.code,
            draw.choice(_FIRST_DAYS),
            draw.choice(_LAST_DAYS) if concept.retired else _ALWAYS[1],
            "U" if concept.retired else "",
        )
        if draw.random() < _SYNONYMS:
            for _ in range(draw.randint(1, 2)):
                words = draw.sample(concept.words, len(concept.words))
                words[:1] = self._language.drawn(draw, 1, words)
                self._row("CONCEPT_SYNONYM.csv", number, " ".join(words), _ENGLISH)

    def _relate(self, vocabulary: Vocabulary, concept: Concept, size: int, valid: int) -> None:
        """The relations of a concept, both ways; `valid` is what replaces it if it is retired."""
        number = self._first + concept.number
        if concept.parent is not None:
            self._pair(number, "Is a", self._first + concept.parent, valid=not concept.retired)
        if concept.retired:
            self._pair(number, "Concept replaced by", self._first + valid)
        elif vocabulary is REFERENCE:
            self._pair(number, "Maps to", number)
        elif concept.level >= _MAPPED_FROM:
            self._pair(number, "Maps to", self._standard(concept.number * self._reference // size))
            if self._draw.random() < _SECOND_MAP:
                self._pair(number, "Maps to", self._standard(self._draw.randrange(self._reference)))

    def _standard(self, topic: int) -> int:
        """The id of the concept of the reference terminology, or of the last valid one before it."""
        while topic in self._retired:
            topic -= 1
        return topic + 1

    def _pair(self, one: int, relation: str, other: int, *, valid: bool = True) -> None:
        days = (_ALWAYS[0], _ALWAYS[1] if valid else _LAST_DAYS[0], "" if valid else "D")
        self._row("CONCEPT_RELATIONSHIP.csv", one, other, relation, *days)
        self._row("CONCEPT_RELATIONSHIP.csv", other, one, _REVERSE[relation], *days)

    def _row(self, table: str, *cells: str | int) -> None:
        self._files[table].write("\t".join(map(str, cells)) + "\n")


def _paths(draw: Random) -> Iterator[tuple[list[int], int]]:
    """Endless trees, depth first: the place of each concept among its siblings, from the chapter down to it,
    and how many children follow.
    """
    left, path = [inf], [-1]
    while True:
        while not left[-1]:
            left.pop()
            path.pop()
        left[-1] -= 1
        path[-1] += 1
        children = draw.choice(FAN_OUT[len(path) - 1]) if len(path) <= len(FAN_OUT) else 0
        yield path[:], children
        left.append(children)
        path.append(-1)


def _code(path: Sequence[int]) -> str:
    """A code that begins with its parent's: three digits for the chapter, a point after a category's."""
    chapter, *others = path
    digits = [_DIGITS[place] for place in (chapter // 36**2, chapter // 36 % 36, chapter % 36, *others)]
    category = "".join(digits[:5])
    return f"{category}.{''.join(digits[5:])}" if len(digits) > 5 else category


def main() -> None:
    """Write an export."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("concepts", type=int)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write_export(asked.folder, asked.concepts, asked.seed)


if __name__ == "__main__":
    main()
