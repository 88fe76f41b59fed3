"""Information content in steps, so that a small load leaves most of it as it was."""

from math import log2

COLLECTION = 2**18
"""Of how many codes information content speaks: fixed, so that one source does not move all scores."""


def stepped(size: int) -> int:
    """The first of 1, 2, 3, 4, 6, 8, 12, 16, 24 ... that is not less."""
    power = 1 << max(size - 1, 0).bit_length()
    return power * 3 // 4 if size <= power * 3 // 4 else power


def information(size: int) -> float:
    """How surprising it is that a code is one of so many: 1 for a single one, 0 for all of the collection."""
    return max(0.0, 1 - log2(stepped(max(size, 1))) / log2(COLLECTION))
