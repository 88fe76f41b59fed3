"""Numbers of 64 bits that stand for texts, and sums of them for sets: what is the same has the same. Pure."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Digests = NDArray[np.uint64]

_SIZE = 8


def of_texts(texts: Iterable[str]) -> Digests:
    """A digest for each text, the same in every run."""
    return joined(digest(text.encode()) for text in texts)


def digest(value: bytes) -> bytes:
    """A digest, to be `joined` with others."""
    return blake2b(value, digest_size=_SIZE).digest()


def joined(digests: Iterable[bytes]) -> Digests:
    """Digests as numbers."""
    return np.frombuffer(b"".join(list(digests)), dtype="<u8").astype(np.uint64)


def mixed(numbers: Digests) -> Digests:
    """Scattered, so that sums of them differ where the numbers do (the finish of splitmix64)."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))


def of_rows(numbers: Digests, starts: NDArray[np.signedinteger]) -> Digests:
    """A digest for each stretch of numbers, whatever their order in it; 0 for an empty one."""
    sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(numbers, dtype=np.uint64)])
    return mixed(sums[starts[1:]] - sums[starts[:-1]])
