"""Keys as people write them, and the codes that may be meant by a key that does not exist."""

import re

from medcodegraph.graph.keys import normalise
from medcodegraph.graph.library.lucene import NOTHING
from medcodegraph.graph.library.words.typed_text import LONGEST, plain

_SHORTEST = 3  # characters of the shortest beginning of a code
_LONGEST = 20  # characters of the longest code
_FULL = 7  # characters of the longest code that may have lost zeros
_LOOKALIKES = str.maketrans("oil", "011")


def canonical(keys: list[str]) -> list[str]:
    """The canonical key for each way of writing one."""
    return [normalise(key) for key in keys]


def near(keys: list[str]) -> list[str]:
    """For each key, a query of the index `search_names` for codes near it."""
    return [_near(key) for key in keys]


def numbers(keys: list[str]) -> list[str]:
    """For each key its code alone: lower-case letters and digits."""
    return [_number(key) for key in keys]


def digits(keys: list[str]) -> list[str]:
    """For each key the digits of its code."""
    return [re.sub(r"[^0-9]", "", _number(key)) for key in keys]


def _number(key: str) -> str:
    system, colon, number = normalise(plain(key)[:LONGEST]).partition(":")
    return re.sub(r"[^a-z0-9]", "", (number if colon else system).lower())


def _near(key: str) -> str:
    """Codes equal in any system, a slip away, that it begins with, that begin with it, or of equal digits."""
    number = _number(key)
    if not 0 < len(number) <= _LONGEST:
        return NOTHING
    looks, only = number.translate(_LOOKALIKES), re.sub(r"[^0-9]", "", number)
    clauses = {number: f"{number}^9"}
    if len(number) >= _SHORTEST:
        clauses[f"{number}~"] = f"{number}~1^5"
        clauses[f"{number}*"] = f"{number}*^0.5"
    for end in range(len(number) - 1, _SHORTEST - 1, -1):
        clauses[number[:end]] = f"{number[:end]}^{end / len(number):.2f}"
    for other in (looks, only, looks.zfill(5), only.zfill(5)):
        if len(other) >= _SHORTEST:
            clauses.setdefault(other, f"{other}^4")
    for size in range(len(number) + 1, _FULL + 1):  # zeros dropped by a spreadsheet
        for other in (number.zfill(size), number[:1] + number[1:].zfill(size - 1)):
            clauses.setdefault(other, f"{other}^8")
    if number[0].isalpha():
        clauses.setdefault(number[1:].zfill(5), f"{number[1:].zfill(5)}^3")
    if len(only) > _SHORTEST:
        clauses.setdefault(f"{only}*", f"{only}*")
    return " ".join(clauses.values())
