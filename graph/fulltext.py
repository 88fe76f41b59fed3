"""What a person types, as a query for the full-text indexes and as keys and numbers of codes.

The indexes read Lucene's classic syntax. Nothing a person types reaches them as syntax: every word is quoted,
so that the index's own analyzer treats it as it treated the texts, and the word being typed is also a prefix.
"""

import re
import unicodedata

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
"""What the analyzers of the indexes leave out: nothing would match if one of these were wanted."""

# A wording that holds the whole text in one piece outranks one that scatters its words.
_BOOSTS = {"name": 4, "display": 4, "title": 4, "synonyms": 2, "terms": 2}

_EXACT = 20
_CODE_FIELDS = ("key", "code", "number")

_SEPARATORS = re.compile(r'[\s,;:/\\|&+<>=(){}\[\]"“”]+')
_EDGES = re.compile(r"\A[\W_]+|[\W_]+\Z")
_TYPING = re.compile(r"\w[\w.']*\Z")
_NUMBER = r"[^\W_][\w.\-]*"
_PREFIXED = re.compile(rf"([A-Za-z][A-Za-z0-9 .\-]*?)(?:\s*([:|#])\s*|\s+)({_NUMBER})")
_DIGIT = re.compile(r"\d")


def plain(text: str) -> str:
    """The text in one line of at most 256 characters, composed, without control characters, ends trimmed."""
    composed = unicodedata.normalize("NFC", text).replace("\u2019", "'")
    letters = (" " if unicodedata.category(letter)[0] == "C" else letter for letter in composed)
    return " ".join("".join(letters).split())[:LONGEST].strip()


def lucene(text: str) -> str:
    """The Lucene query for what a person types: every word, the last one also as a beginning, or a code.

    Words in any order and any field; words as common as `of` do not count unless they are all there is. A
    text without a letter or digit gives a query that matches nothing.
    """
    words = [_EDGES.sub("", word) for word in _SEPARATORS.split(plain(text))]
    words = [word for word in words if word][:MOST_WORDS]
    if not words:
        return NOTHING
    last = words[-1]
    wanted = [f'+"{word}"' for word in words[:-1] if word.lower() not in _UNINDEXED]
    if last.lower() not in _UNINDEXED:
        wanted.append(_typing(last))
    else:
        wanted.append(f"{'' if wanted else '+'}{last.lower()}*")
    phrase = " ".join(words)
    whole = [f'{field}:"{phrase}"^{boost}' for field, boost in _BOOSTS.items()]
    exact = [f'{field}:"{code}"^{_EXACT}' for code in codes(text) for field in _CODE_FIELDS]
    return f"({' '.join(wanted)}) {' '.join(whole + exact)}"


def codes(text: str) -> list[str]:
    """Keys and numbers of codes and policies the text may be a writing of; none when it cannot be one.

    `HCPCS:Q2042` gives a key, `c9100` the numbers `C9100` and `C91.00`, `hcpcs q2042` a key and a number: its
    first word need not be a system. What stands around the code, as the `-` of `C91.0-`, is dropped.
    """
    number = _EDGES.sub("", plain(text))
    found: list[str] = []
    if match := _PREFIXED.fullmatch(number):
        system, mark, number = match.groups()
        if mark or _DIGIT.search(number):
            found.append(normalise(f"{system}:{number}"))
            if system_name(system) == "ICD10CM":
                found.append(f"ICD10PCS:{code_number('ICD10PCS', number)}")
        if mark:
            return found
    if re.fullmatch(_NUMBER, number) and _DIGIT.search(number):
        found += [number, number.upper(), code_number("ICD10CM", number)]
    return list(dict.fromkeys(found))


def _typing(word: str) -> str:
    """The clause for the last word: all of it, or what stands before its last part and how that begins."""
    match = _TYPING.search(word)
    if match is None:
        return f'+"{word}"'
    start, end = word[: match.start()], match[0]
    beginnings = [end, _folded(end)]
    if _DIGIT.search(end):
        beginnings.append(code_number("ICD10CM", end))
    prefixes = " ".join(dict.fromkeys(f"{beginning.lower()}*" for beginning in beginnings))
    return f'+("{word}" (+"{start}" +({prefixes})))' if start else f'+("{word}" {prefixes})'


def _folded(word: str) -> str:
    """The word without accents: an analyzer folds whole words, but no prefixes."""
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
