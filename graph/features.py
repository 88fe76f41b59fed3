"""Codes as sets of weighted features, compared in pairs by the thousand. Pure; needs SciPy.

Weights are whole numbers (`STEPS` to the unit), so that sums are exact in any order and a score is the same
from either side.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

STEPS = 1024
"""Scores are multiples of 1/1024: with weights in 32nds every product and sum is exact."""

COLLECTION = 2**18
"""Of how many codes information content speaks: fixed, so that one source does not move all scores."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


def information(size: int) -> float:
    """How surprising it is that a code is one of so many: 1 for a single one, 0 for all of the collection."""
    return max(0.0, 1 - log2(max(size, 1)) / log2(COLLECTION))


class Features:
    """Which codes (by number) have which features, and what each feature weighs."""

    def __init__(
        self, members: Mapping[str, Iterable[int]], weights: Mapping[str, float], codes: int
    ) -> None:
        self.names = sorted(name for name in members if weights[name] > 0)
        self.weights = np.array([round(weights[name] * STEPS) for name in self.names], dtype=np.float64)
        lists = [np.unique(np.fromiter(members[name], dtype=np.int64)) for name in self.names]
        self.sizes = [len(some) for some in lists]
        columns = np.repeat(np.arange(len(lists)), self.sizes)
        rows = np.concatenate(lists) if lists else np.empty(0, dtype=np.int64)
        ones = np.ones(len(rows), dtype=np.float32)
        self._matrix: Any = sparse.csr_matrix((ones, (rows, columns)), shape=(codes, len(lists)))
        self._sums: Floats = self._matrix @ self.weights

    def shared(self, a: Ints, b: Ints) -> Floats:
        """The weight of what each pair has in common."""
        both: Floats = self._matrix[a].multiply(self._matrix[b]) @ self.weights
        return both

    def dice(self, a: Ints, b: Ints) -> Floats:
        """Twice what a pair shares, out of what each of the two has: from 0 to 1."""
        return _ratio(2 * self.shared(a, b), self._sums[a] + self._sums[b])

    def jaccard(self, a: Ints, b: Ints) -> Floats:
        """What a pair shares, out of all that either has and of no less than one feature of weight 1.

        So two codes that share only what many share, and have nothing else, are not much alike.
        """
        both = self.shared(a, b)
        return _ratio(both, np.maximum(self._sums[a] + self._sums[b] - both, STEPS))

    def common(self, a: int, b: int) -> list[str]:
        """The features two codes share, those of the fewest codes first."""
        mine = set(self._row(a))
        both = [one for one in self._row(b) if one in mine]
        return [self.names[one] for one in sorted(both, key=lambda one: (self.sizes[one], one))]

    def _row(self, code: int) -> list[int]:
        bounds = self._matrix.indptr
        found: list[int] = self._matrix.indices[bounds[code] : bounds[code + 1]].tolist()
        return found

    def named(self, more_than: int = 0) -> list[list[str]]:
        """The features of each code, without those that no more codes than so many have."""
        return [
            [self.names[one] for one in self._row(code) if self.sizes[one] > more_than]
            for code in range(self._matrix.shape[0])
        ]

    def blocks(self) -> list[Ints]:
        """The codes of each feature that several have, in order."""
        turned = self._matrix.tocsc()
        bounds = turned.indptr
        return [
            turned.indices[bounds[one] : bounds[one + 1]] for one, size in enumerate(self.sizes) if size > 1
        ]


def gather(features: Iterable[Sequence[str]]) -> dict[str, list[int]]:
    """The numbers of the codes of each feature, from the features of each code in order."""
    members: dict[str, list[int]] = defaultdict(list)
    for number, names in enumerate(features):
        for name in names:
            members[name].append(number)
    return members


def _ratio(part: Floats, whole: Floats) -> Floats:
    """The quotient rounded to the nearest step; 0 where there is nothing to share."""
    quotient = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    rounded: Floats = np.rint(quotient * STEPS) / STEPS
    return rounded
