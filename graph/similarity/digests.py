"""Numbers of 64 bits that stand for texts, and sums of them for sets: what is the same has the same. Pure."""

from collections.abc import Iterable
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

Digests = NDArray[np.uint64]
_Ints = NDArray[np.signedinteger[Any]]

_SIZE = 8
_CHUNK = 1 << 16


def of_texts(texts: Iterable[str]) -> Digests:
    """A digest for each text, the same in every run."""
    return joined(digest(text.encode()) for text in texts)


def digest(value: bytes) -> bytes:
    """A digest, to be `joined` with others."""
    return blake2b(value, digest_size=_SIZE).digest()


def joined(digests: Iterable[bytes]) -> Digests:
    """Digests as numbers."""
    whole = bytearray()  # a list of millions takes six times as much
    for one in digests:
        whole += one
    return np.frombuffer(whole, dtype="<u8").astype(np.uint64)


def mixed(numbers: Digests) -> Digests:
    """Scattered, so that sums of them differ where the numbers do (the finish of splitmix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def of_rows(numbers: Digests, places: _Ints, starts: _Ints) -> Digests:
    """A digest for each row of the numbers at some places, whatever their order in it; 0 for an empty one."""
    found: Digests = np.empty(len(starts) - 1, np.uint64)
    for start in range(0, len(found), _CHUNK):  # there may be ten million places
        some = starts[start : start + _CHUNK + 1]
        sums = np.zeros(some[-1] - some[0] + 1, np.uint64)
        np.cumsum(numbers[places[some[0] : some[-1]]], out=sums[1:])
        some = some - some[0]
        found[start : start + _CHUNK] = sums[some[1:]] - sums[some[:-1]]
    return mixed(found)
