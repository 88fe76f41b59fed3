"""What people say and what the field calls it: abbreviations, lay words, brands and everyday supplies.

In the table `vocabulary.tsv`, `said` is what people type, `meant` one or more terms of the field (or keys of
codes), likeliest first, `look_up` where the meaning can be checked; `usage` means that it is common usage
without a single authority. How the table was made and checked: decisions/0060.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import product

from medcodegraph.errors import InputError
from medcodegraph.graph.library.words.phrases import about_any, in_order, sayings, without_side
from medcodegraph.graph.library.words.spelling import apart, respelt, singular
from medcodegraph.graph.library.words.typed_text import MOST_WORDS, folded, plain

TABLE = "vocabulary.tsv"
COLUMNS = ("said", "meant", "kind", "look_up")
KINDS = frozenset(
    {"abbreviation", "brand", "complication", "lay", "procedure", "spanish", "status", "supply", "word"}
)
LOOK_UPS = frozenset({"usage", "DailyMed", "HCPCS", "MedlinePlus"})

_PARTS = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*")
_KEY = re.compile(r"[A-Z0-9]+:[A-Z0-9.]+")
_MOST_WORDINGS = 8
_SLIP_FROM = 6
"""The fewest letters of a word of the table that is recognised with one slip in it."""

SMALL_WORDS = frozenset({"at", "for", "from", "in", "my", "of", "on", "the", "to", "when", "while"})
"""Words that may be left out of a phrase without changing what it means."""

STOP_WORDS = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no"}
    | {"not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this"}
    | {"to", "was", "will", "with"}
)
"""Words that the analyzer of `search` drops: a query that requires one would match nothing."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of the text that belong together, and their other wordings."""

    words: tuple[str, ...]
    others: tuple[str, ...] = ()


@cache
def table() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The meanings of each sequence of words; raises InputError, with the line, if the table is invalid."""
    lines = resources.files(__package__).joinpath(TABLE).read_text("utf-8").splitlines()
    if tuple(lines[0].split("\t")) != COLUMNS:
        raise InputError(f"the columns must be {', '.join(COLUMNS)}", TABLE, 1)
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(COLUMNS) or not all(cells) or cells[2] not in KINDS or cells[3] not in LOOK_UPS:
            reason = f"a row must have {', '.join(COLUMNS)}, with a known kind and a known place to look up"
            raise InputError(reason, TABLE, number)
        said = tuple(_known_as(word) for word in _parts(cells[0]))
        if said in found:
            raise InputError(f"{cells[0]!r} appears twice", TABLE, number)
        found[said] = tuple(cells[1].split("; "))
    return found


@cache
def phrases() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The rows of more than one word by their words in order; `the clap` is found as it is."""
    return {phrase: meant for said, meant in table().items() if len(phrase := in_order(said)) > 1}


@cache
def _in_any_order() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The rows of more than one word by their words, sorted, without small ones: `blood pressure high`."""
    return {said: meant for phrase, meant in phrases().items() if len(said := _any_order(phrase)) > 1}


def _any_order(phrase: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(word for word in phrase if word not in SMALL_WORDS))


@lru_cache(256)
def segments(text: str) -> tuple[Segment, ...]:
    """The text split into phrases of the table (longest first) and words, each with its possible meanings.

    `Bone mets` and `metastatic cancer to the bone` are one phrase, unless the table has a row for them.
    """
    words = _parts(text)
    if (about := _about_any(words)) is not None:
        return (Segment(tuple(words), (about,)),)
    found: list[Segment] = []
    at = 0
    while at < len(words):
        size = _longest_at(words, at)
        said = tuple(words[at : at + size])
        lone = size == 1 and folded(said[0]) in STOP_WORDS and len(words) > 1
        meant = () if lone else tuple(one for one in _meant(said) if not is_key(one))
        found.append(Segment(said, _distinct((*meant, *(_spellings(said[0]) if size == 1 else ())), said)))
        at += size
    return tuple(found)


@lru_cache(256)
def wordings(text: str) -> tuple[str, ...]:
    """Other wordings of the whole text, folded, the likeliest first."""
    parts = segments(text)
    choices = [(*part.others, " ".join(part.words)) for part in parts]
    same = {folded(text), folded(" ".join(word for part in parts for word in part.words)), ""}
    found: dict[str, None] = {}
    for chosen in product(*(choice[:4] for choice in choices[:6])):
        wording = folded(" ".join([*chosen, *(" ".join(part.words) for part in parts[6:])]))
        for one in (wording, _singular(wording)):
            if one not in same:
                found.setdefault(one)
        if len(found) >= _MOST_WORDINGS:
            break
    return tuple(found)


def keys_meant(text: str) -> list[str]:
    """The keys that the table gives for the whole text."""
    return [one for one in _meant(tuple(_parts(text))) if is_key(one)]


def slips(text: str) -> list[str]:
    """The meanings of the table row that is one slip away from the whole text."""
    word = folded(text)
    if len(word) < _SLIP_FROM or tuple(_known_as(part) for part in _parts(text)) in table():
        return []
    rows = {row for cut in (word, *_shortened(word)) for row in _misspelt().get(cut, ())}
    return _flat(sorted(rows))


def is_key(meant: str) -> bool:
    """Whether a meaning is the key of a code rather than a wording."""
    return _KEY.fullmatch(meant) is not None


def _meant(said: tuple[str, ...]) -> tuple[str, ...]:
    known = tuple(_known_as(word) for word in said)
    if exact := table().get(known):
        return exact
    american = tuple(respelt(word) or word for word in known)
    if len(said) < 2:
        return table().get(american) or table().get(tuple(map(singular, american)), ())
    ways = map(in_order, dict.fromkeys((known, american)))
    return next((meant for way in ways if (meant := _in_other_words(way))), ())


def _in_other_words(phrase: tuple[str, ...]) -> tuple[str, ...]:
    """The meanings of the row that says the same as a phrase in order; of a side, if it names one."""
    said_otherwise = phrases().get(phrase) or next(_said_otherwise(phrase), None)
    if found := said_otherwise or _in_any_order().get(_any_order(phrase), ()):
        return found
    if (sided := without_side(phrase)) is None:
        return ()
    side, rest = sided
    meant = table().get(rest) or _in_other_words(rest) if len(rest) > 1 else ()
    return tuple(one if is_key(one) else f"{one} {side}" for one in meant)


def _said_otherwise(phrase: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The rows that say the same, of the thing itself or of what the table calls it: `hx of dvt`."""
    for saying in sayings(phrase):
        called = table().get(saying.thing) or phrases().get(saying.thing, ())
        for thing in (saying.thing, *(in_order(tuple(one.split())) for one in called)):
            if meant := phrases().get((*saying.before, *thing, *saying.after)):
                yield meant


def _about_any(words: Sequence[str]) -> str | None:
    if _meant(tuple(words)):
        return None
    found = about_any(" ".join(map(folded, words)))
    # What the table has is not the name of a site.
    return None if found is None or _meant(tuple(found.thing.split())) else found.meant


def _longest_at(words: Sequence[str], at: int) -> int:
    """How many words from here on form a row of the table that has wordings, not only keys; 1 if none do."""
    sizes = range(min(5, len(words) - at), 1, -1)
    rows = ((size, _meant(tuple(words[at : at + size]))) for size in sizes)
    return next((size for size, meant in rows if not all(map(is_key, meant))), 1)


def _spellings(word: str) -> tuple[str, ...]:
    known = folded(word)
    return tuple(other for other in (respelt(known), apart(known)) if other)


def _distinct(others: Sequence[str], said: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one for one in dict.fromkeys(others) if one != " ".join(said))


def _singular(text: str) -> str:
    *before, last = text.split(" ")
    return " ".join([*before, singular(last)])


def _parts(text: str) -> list[str]:
    return _PARTS.findall(plain(text).lower())[:MOST_WORDS]


def _known_as(word: str) -> str:
    return folded(word).replace("'", "")


@cache
def _misspelt() -> Mapping[str, set[tuple[str, ...]]]:
    """The rows of the table by their words with one letter removed, so that a slip is found by look-up."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for said in table():
        text = " ".join(said)
        if len(text) >= _SLIP_FROM:
            for cut in (text, *_shortened(text)):
                found.setdefault(cut, set()).add(said)
    return found


def _shortened(text: str) -> list[str]:
    return [text[:at] + text[at + 1 :] for at in range(len(text))]


def _flat(rows: Sequence[tuple[str, ...]]) -> list[str]:
    return list(dict.fromkeys(meant for row in rows for meant in table()[row]))[:_MOST_WORDINGS]
