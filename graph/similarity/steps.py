"""Information content in steps, so that a small load changes little of it."""

from math import log2

COLLECTION = 2**18
"""The assumed size of the collection of codes: fixed, so that one source does not change all scores."""


def stepped(size: int) -> int:
    """The first of 1, 2, 3, 4, 6, 8, 12, 16, 24 ... that is not smaller."""
    power = 1 << max(size - 1, 0).bit_length()
    return power * 3 // 4 if size <= power * 3 // 4 else power


def information(size: int) -> float:
    """The information content of a feature of this many codes: 1 for a single code, 0 for the collection."""
    return max(0.0, 1 - log2(stepped(max(size, 1))) / log2(COLLECTION))
