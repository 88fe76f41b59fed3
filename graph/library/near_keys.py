"""Keys as people write them, and codes that may have been meant by one that nothing has."""

import re

from medcodegraph.graph.keys import normalise
from medcodegraph.graph.library.lucene import NOTHING
from medcodegraph.graph.library.typed_text import LONGEST, plain

_SHORTEST = 3  # letters of what counts as the beginning of a code
_LONGEST = 20  # letters of what can be one
_FULL = 7  # letters of the longest code that may have lost zeros
_LOOKALIKES = str.maketrans("oil", "011")


def canonical(keys: list[str]) -> list[str]:
    """The canonical key for each writing of one."""
    return [normalise(key) for key in keys]


def near(keys: list[str]) -> list[str]:
    """For each key, a query of the index `search_names` for codes near it."""
    return [_near(key) for key in keys]


def numbers(keys: list[str]) -> list[str]:
    """For each key its code alone: small letters and digits."""
    return [_number(key) for key in keys]


def digits(keys: list[str]) -> list[str]:
    """For each key the digits of its code."""
    return [re.sub(r"[^0-9]", "", _number(key)) for key in keys]


def _number(key: str) -> str:
    system, colon, number = normalise(plain(key)[:LONGEST]).partition(":")
    return re.sub(r"[^a-z0-9]", "", (number if colon else system).lower())


def _near(key: str) -> str:
    """The same code anywhere, one a slip away, those it begins with or begins, those of the same digits."""
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
    for size in range(len(number) + 1, _FULL + 1):  # zeros that a spreadsheet dropped
        for other in (number.zfill(size), number[:1] + number[1:].zfill(size - 1)):
            clauses.setdefault(other, f"{other}^8")
    if number[0].isalpha():
        clauses.setdefault(number[1:].zfill(5), f"{number[1:].zfill(5)}^3")
    if len(only) > _SHORTEST:
        clauses.setdefault(f"{only}*", f"{only}*")
    return " ".join(clauses.values())
