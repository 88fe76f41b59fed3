"""Typed text as queries for the full-text indexes.

The indexes take Lucene's classic syntax. Nothing a person types reaches them as syntax: every word is quoted
or escaped. Three indexes are queried (cypher/ddl): `search_names` holds each name in one piece, `search`
stemmed words, `search_words` unstemmed words. The library's headers name these functions.
"""

import re

from medcodegraph.graph.library.code_writings import codes, looks_like_code, repaired
from medcodegraph.graph.library.words.typed_text import MOST_WORDS, folded, parts_of, words_of
from medcodegraph.graph.library.words.vocabulary import (
    STOP_WORDS,
    Segment,
    keys_meant,
    segments,
    slips,
    wordings,
)

NOTHING = '""'
"""A query that no text matches; an empty one would be refused."""

# A wording that contains the whole text in one piece outranks one in which its words are scattered.
_BOOSTS = {"name": 4, "display": 4, "title": 4, "synonyms": 2, "terms": 2}
_MOST_PHRASES = 3
_SHORTEST_BEGINNING = 2
_ONE_SLIP, _TWO_SLIPS = 5, 8
"""From how many letters a word may have one or two slips: shorter words are too close to others."""

_QUALIFIERS = frozenset(
    {"abnormal", "acute", "chronic", "decreased", "disease", "disorder", "elevated", "elevation", "high"}
    | {"increased", "level", "levels", "low", "mild", "moderate", "negative", "new", "persistent", "positive"}
    | {"problem", "problems", "raised", "recurrent", "reduced", "result", "results", "severe", "syndrome"}
    | {"test", "tests", "use"}
)
"""Words that do not say what a text is about: a text with only these of the typed words does not match."""

_SYNTAX = re.compile(r'([+\-&|!(){}\[\]^"~*?:\\/\s])')
_DIGIT = re.compile(r"\d")


def tokens(text: str) -> list[str]:
    """The words of the folded text, and each without its possible ending."""
    found = words_of(folded(text))
    return list(dict.fromkeys([*found, *(_stem(word) for word in found)]))


def names(text: str) -> str:
    """For `search_names`: the whole text, the codes it may be, its meanings, names that begin with it."""
    whole = folded(text)
    if not words_of(whole):
        return NOTHING
    exact = dict.fromkeys([whole, *(code.lower() for code in codes(text))])
    meant = dict.fromkeys([*wordings(text), *(one.lower() for one in [*keys_meant(text), *repaired(text)])])
    clauses = [f"{_escaped(name)}^10" for name in exact]
    clauses += [f"{_escaped(name)}^5" for name in meant if name not in exact]
    if len(whole) >= _SHORTEST_BEGINNING:
        clauses.append(f"{_escaped(whole)}*")
    return " ".join(clauses)


def words(text: str) -> str:
    """For `search`: every word, or its vocabulary meaning, in any order and any field, stemmed.

    A match in one piece scores higher. Stop words such as `of` do not count; a text of stop words matches
    nothing.
    """
    wanted = [clause for segment in segments(text) if (clause := _alternatives(segment))]
    if not wanted:
        return NOTHING
    phrase = " ".join(word for segment in segments(text) for word in segment.words)
    phrases = dict.fromkeys([phrase, *wordings(text)[:_MOST_PHRASES]])
    whole = [f'{field}:"{one}"^{boost}' for one in phrases if " " in one for field, boost in _BOOSTS.items()]
    return " ".join([f"+({' '.join('+' + clause for clause in wanted)})", *whole])


def some_words(text: str) -> str:
    """For `search`: any of the words, rare ones counting most; nothing if there is only one word."""
    wanted = [
        f"{clause}^0.2" if _qualifies(segment) else clause
        for segment in segments(text)
        if (clause := _alternatives(segment))
    ]
    if len(wanted) == 1:
        wanted = [f'"{word}"' for word in _indexed(folded(text))]
    return " ".join(wanted) if len(wanted) > 1 else NOTHING


def groups(text: str) -> list[str]:
    """How to check which words a text contains: each `stem&stem|other&other`, any alternative complete.

    Qualifiers do not count beside others.
    """
    found, typed = [], segments(text)
    for segment in [one for one in typed if not _qualifies(one)] or typed:
        alternatives = [_indexed(" ".join(segment.words)), *(_indexed(other) for other in segment.others)]
        stems = ["&".join(f" {_stem(folded(word))}" for word in each) for each in alternatives if each]
        if stems:
            found.append("|".join(stems))
    if len(found) == 1:
        (first, *_) = found[0].split("|")
        return first.split("&")
    return found


def _qualifies(segment: Segment) -> bool:
    return _QUALIFIERS.issuperset(segment.words)


def beginnings(text: str) -> str:
    """For `search_words`: every word, the last one as a prefix, as it is still being typed."""
    *before, last = parts_of(text) or [""]
    if not last:
        return NOTHING
    end = f"{_escaped(last)}*" if before or len(last) >= _SHORTEST_BEGINNING else _escaped(last)
    return " ".join([*(f"+{_escaped(word)}" for word in before), f"+{end}"])


def near_names(text: str) -> str:
    """For `search_names`: names one slip away (a letter wrong, missing, too many, or two swapped)."""
    whole = folded(text)
    if len(whole) < _ONE_SLIP or not words_of(whole) or looks_like_code(text):
        return NOTHING
    meant = [f"{_escaped(folded(one))}^5" for one in slips(text)]
    return " ".join([f"{_escaped(whole)}~1", *meant])


def near_words(text: str) -> list[str]:
    """For `search_words`: every word, `~1` or `~2` after one that is long enough for as many slips.

    The statement bends only those that no text contains, and looks for nothing if there are none.
    """
    if looks_like_code(text):
        return []
    return [f"{_escaped(word)}{_slips_allowed(word)}" for word in parts_of(text)]


def _slips_allowed(word: str) -> str:
    if len(word) < _ONE_SLIP or _DIGIT.search(word):
        return ""
    return "~1" if len(word) < _TWO_SLIPS else "~2"


def _alternatives(segment: Segment) -> str:
    """A clause that matches the words of the segment or their other wordings; empty for stop words."""
    ways = [_indexed(" ".join(segment.words)), *(_indexed(other) for other in segment.others)]
    clauses = dict.fromkeys(_every(way) for way in ways if way)
    if len(clauses) < 2:
        return "".join(clauses)
    return f"({' '.join(clauses)})"


def _every(found: list[str]) -> str:
    """A clause that matches all of these words."""
    if len(found) == 1:
        return f'"{found[0]}"'
    return "(" + " ".join(f'+"{word}"' for word in found) + ")"


def _indexed(text: str) -> list[str]:
    """The words of a text that are in the index of stems."""
    return [word for word in re.findall(r"[^\W_]+(?:[.'][^\W_]+)*", text.lower()) if word not in STOP_WORDS][
        :MOST_WORDS
    ]


def _stem(word: str) -> str:
    return word[: max(4, len(word) - 3)]


def _escaped(text: str) -> str:
    """A folded text as one term of Lucene's syntax (whose operators are in capitals)."""
    return _SYNTAX.sub(r"\\\1", text)


def meant(text: str) -> list[str]:
    """Other wordings of the whole text, and the keys it stands for."""
    return [*wordings(text), *keys_meant(text)]
