"""What a person types, as queries for the full-text indexes and as keys and numbers of codes.

The indexes read Lucene's classic syntax. Nothing a person types reaches them as syntax: every word is quoted
or escaped. Three indexes are asked (cypher/ddl): `search_names` holds each name in one piece, `search` words
without their endings, `search_words` words as they are. The library's headers name these functions.
"""

import re
import unicodedata
from collections.abc import Mapping

from medcodegraph.graph.keys import code_number, normalise, system_name

LONGEST = 256
MOST_WORDS = 24
NOTHING = '""'
"""A query that no text matches; an empty one would be refused."""

_UNINDEXED = frozenset(
    {"a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no"}
    | {"not", "of", "on", "or", "such", "that", "the", "their", "then", "there", "these", "they", "this"}
    | {"to", "was", "will", "with"}
)
"""What the analyzer of `search` leaves out: nothing would match if one of these were wanted."""

# A wording that holds the whole text in one piece outranks one that scatters its words.
_BOOSTS = {"name": 4, "display": 4, "title": 4, "synonyms": 2, "terms": 2}

_SEPARATORS = re.compile(r'[\s,;:/\\|&+<>=(){}\[\]"“”]+')
_EDGES = re.compile(r"\A[\W_]+|[\W_]+\Z")
_PARTS = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*")
_SYNTAX = re.compile(r'([+\-&|!(){}\[\]^"~*?:\\/\s])')
_NUMBER = r"[^\W_][\w.\-]*"
_PREFIXED = re.compile(rf"([A-Za-z][A-Za-z0-9 .\-]*?)(?:\s*([:|#])\s*|\s+)({_NUMBER})")
_SHORTEST = 3  # letters and digits of a code that stands after a word
_LONGEST_SYSTEM = 10
_DIGIT = re.compile(r"\d")


def _folds() -> dict[str, str]:
    """Small letters with accents, and signs, as plain ones."""
    plain_letters = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"}
    signs = {"\u2018": "'", "\u2019": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-"}
    for letter in map(chr, [*range(0xDF, 0x250), *range(0x1E00, 0x1F00)]):
        bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
        if bare != letter and bare.isascii() and letter.lower() == letter:
            plain_letters[letter] = bare
    return plain_letters | signs


FOLDS: Mapping[str, str] = _folds()
"""What `names` of a node (cypher/derive/derive_names.cypher) and what is typed have in place of these."""
_FOLDING = str.maketrans(dict(FOLDS))


def plain(text: str) -> str:
    """The text in one line of at most 256 characters, composed, without control characters, ends trimmed."""
    composed = unicodedata.normalize("NFC", text).replace("\u2019", "'")
    letters = (" " if unicodedata.category(letter)[0] == "C" else letter for letter in composed)
    return " ".join("".join(letters).split())[:LONGEST].strip()


def folded(text: str) -> str:
    """The text in small letters without accents, as a node's `names` are."""
    return plain(text).lower().translate(_FOLDING)


def tokens(text: str) -> list[str]:
    """The words of the folded text, and each without what may be an ending."""
    found = _words(folded(text))
    return list(dict.fromkeys([*found, *(word[: max(4, len(word) - 3)] for word in found)]))


def names(text: str) -> str:
    """For `search_names`: the whole text, the codes it may be, and names that begin with it."""
    whole = folded(text)
    if not _words(whole):
        return NOTHING
    exact = dict.fromkeys([whole, *(code.lower() for code in codes(text))])
    return " ".join([*(f"{_escaped(name)}^10" for name in exact), f"{_escaped(whole)}*"])


def words(text: str) -> str:
    """For `search`: every word in any order and any field, whatever its ending; better in one piece.

    Words as common as `of` do not count. A text without others gives a query that matches nothing.
    """
    found = _words(plain(text))
    wanted = [f'+"{word}"' for word in found if word.lower() not in _UNINDEXED]
    if not wanted:
        return NOTHING
    phrase = " ".join(found)
    whole = [f'{field}:"{phrase}"^{boost}' for field, boost in _BOOSTS.items()] if len(found) > 1 else []
    return " ".join([f"+({' '.join(wanted)})", *whole])


def beginnings(text: str) -> str:
    """For `search_words`: every word, the last one being typed."""
    *before, last = _parts(text) or [""]
    if not last:
        return NOTHING
    return " ".join([*(f"+{_escaped(word)}" for word in before), f"+{_escaped(last)}*"])


def near_names(text: str) -> str:
    """For `search_names`: names one slip away (a letter wrong, missing, too many, or two swapped)."""
    whole = folded(text)
    return f"{_escaped(whole)}~1" if len(whole) > 2 and _words(whole) else NOTHING


def near_words(text: str) -> str:
    """For `search_words`: every word of some length or one a slip away, two where it is long."""
    clauses = []
    for word in _parts(text):
        slips = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        clauses.append(f"+({_escaped(word)}^2 {_escaped(word)}~{slips})" if slips else _escaped(word))
    return " ".join(clauses) if any(clause.startswith("+") for clause in clauses) else NOTHING


def codes(text: str) -> list[str]:
    """Keys and numbers of codes and policies the text may be a writing of; none when it cannot be one.

    `HCPCS:Q2042` gives a key, `c9100` the numbers `C9100` and `C91.00`, `hcpcs q2042` a key and a number: its
    first word need not be a system, but `type 2` is not a code. What stands around the code, as the `-` of
    `C91.0-`, is dropped.
    """
    number = _EDGES.sub("", plain(text))
    found: list[str] = []
    if match := _PREFIXED.fullmatch(number):
        system, mark, number = match.groups()
        if mark or _DIGIT.search(number):
            found.append(normalise(f"{system}:{number}"))
            if system_name(system) == "ICD10CM":
                found.append(f"ICD10PCS:{code_number('ICD10PCS', number)}")
        if mark or len(number) < _SHORTEST or len(system_name(system)) > _LONGEST_SYSTEM:
            return found
    if re.fullmatch(_NUMBER, number) and _DIGIT.search(number):
        found += [number, number.upper(), code_number("ICD10CM", number)]
    return list(dict.fromkeys(found))


def _words(text: str) -> list[str]:
    found = [_EDGES.sub("", word) for word in _SEPARATORS.split(text)]
    return [word for word in found if word][:MOST_WORDS]


def _parts(text: str) -> list[str]:
    """The words as the analyzer of `search_words` parts them: at hyphens too."""
    return _PARTS.findall(folded(text))[:MOST_WORDS]


def _escaped(text: str) -> str:
    """A folded text as one word of Lucene's syntax; its operators are in capitals."""
    return _SYNTAX.sub(r"\\\1", text)
