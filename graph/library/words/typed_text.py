"""Typed text on one line and folded: lower case, without accents or invisible characters."""

import re
import unicodedata
from collections.abc import Mapping

from medcodegraph.graph.keys import visible

LONGEST = 256
MOST_WORDS = 24

_SEPARATORS = re.compile(r'[\s,;:/\\|&+<>=(){}\[\]"“”]+')
_EDGES = re.compile(r"\A[\W_]+|[\W_]+\Z")
_PARTS = re.compile(r"[^\W_]+(?:[.'][^\W_]+)*")


def _folds() -> dict[str, str]:
    """Accented lower-case letters, and signs, as plain ones."""
    plain_letters = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d"}
    signs = {"\u2018": "'", "\u2019": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-"}
    for letter in map(chr, [*range(0xDF, 0x250), *range(0x1E00, 0x1F00)]):
        bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
        if bare != letter and bare.isascii() and letter.lower() == letter:
            plain_letters[letter] = bare
    return plain_letters | signs


FOLDS: Mapping[str, str] = _folds()
"""Replacements made both in a node's `names` (cypher/derive/derive_names.cypher) and in typed text."""
_FOLDING = str.maketrans(dict(FOLDS))


def plain(text: str) -> str:
    """The text on one line of at most 256 characters, composed, without control characters, trimmed.

    Invisible characters (zero-width spaces, soft hyphens, direction marks) are dropped, full-width ones
    become ordinary ones: text pasted from web pages and spreadsheets contains them.
    """
    composed = visible(text).replace("\u2019", "'")
    letters = (" " if unicodedata.category(letter)[0] == "C" else letter for letter in composed)
    return " ".join("".join(letters).split())[:LONGEST].strip()


def folded(text: str) -> str:
    """The text in lower case without accents, as in a node's `names`."""
    return plain(text).lower().translate(_FOLDING)


def trimmed(text: str) -> str:
    """The text without the punctuation at its ends: `(Q2042)?` is `Q2042`, `C91.0-` is `C91.0`."""
    return _EDGES.sub("", plain(text))


def words_of(text: str) -> list[str]:
    """The words between spaces and separators, without punctuation at their ends."""
    found = [_EDGES.sub("", word) for word in _SEPARATORS.split(text)]
    return [word for word in found if word][:MOST_WORDS]


def parts_of(text: str) -> list[str]:
    """The folded words as the standard analyzer splits them: at hyphens too."""
    return _PARTS.findall(folded(text))[:MOST_WORDS]
