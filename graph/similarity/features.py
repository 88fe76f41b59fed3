"""Codes as sets of weighted features, compared in pairs by the thousand. Pure; needs SciPy.

Weights are whole numbers (`STEPS` to the unit), so that sums are exact in any order and a score is the same
from either side.
"""

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

STEPS = 1024
"""Scores are multiples of 1/1024: with weights in 32nds every product and sum is exact."""

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of codes that share something: the codes of all blocks in order, and the size of each."""

    members: Ints
    sizes: Ints


class Features:
    """Which codes (as indices) have which features, and each feature's weight."""

    def __init__(
        self,
        members: Mapping[str, Sequence[int]],
        weights: Mapping[str, float],
        codes: int,
        floor: float = 0.0,
    ) -> None:
        """`floor` is the least total weight assumed of a code, for `dice`."""
        self.floor = floor
        self.names = sorted(name for name in members if weights[name] > 0)
        self.weights = np.array([round(weights[name] * STEPS) for name in self.names], dtype=np.float64)
        counts = [len(members[name]) for name in self.names]
        columns = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
        rows = np.fromiter(
            chain.from_iterable(members[name] for name in self.names), dtype=np.int32, count=sum(counts)
        )
        ones = np.ones(len(rows), dtype=np.float32)
        self._matrix: Any = sparse.csr_matrix((ones, (rows, columns)), shape=(codes, len(counts)))
        self._matrix.data[:] = 1  # if a code was named twice
        self.sizes: list[int] = self._matrix.getnnz(axis=0).tolist()
        self._sums: Floats = self._matrix @ self.weights

    def shared(self, a: Ints, b: Ints) -> Floats:
        """The total weight of the features each pair shares."""
        both: Floats = self._matrix[a].multiply(self._matrix[b]) @ self.weights
        return both

    def dice(self, a: Ints, b: Ints) -> Floats:
        """Twice the weight a pair shares, over the sum of both weights, each at least the floor."""
        return _ratio(
            2 * self.shared(a, b), np.maximum(self._sums[a] + self._sums[b], 2 * STEPS * self.floor)
        )

    def jaccard(self, a: Ints, b: Ints) -> Floats:
        """The weight a pair shares, over the weight of all that either has, at least 1.

        So two codes with nothing but one common feature are not very similar.
        """
        both = self.shared(a, b)
        return _ratio(both, np.maximum(self._sums[a] + self._sums[b] - both, STEPS))

    def common(self, a: int, b: int) -> list[str]:
        """The features two codes share, rarest first."""
        mine = set(self._row(a))
        both = [one for one in self._row(b) if one in mine]
        return [self.names[one] for one in sorted(both, key=lambda one: (self.sizes[one], one))]

    def weight(self, name: str) -> float:
        """The weight of a feature."""
        return float(self.weights[bisect_left(self.names, name)])

    def reach(self, a: int, b: int) -> int:
        """How many codes have the rarest feature that two codes share."""
        mine = set(self._row(a))
        return min(self.sizes[one] for one in self._row(b) if one in mine)

    def _row(self, code: int) -> list[int]:
        bounds = self._matrix.indptr
        found: list[int] = self._matrix.indices[bounds[code] : bounds[code + 1]].tolist()
        return found

    def blocks(self) -> Blocks:
        """The codes of each feature that at least two have, in order."""
        turned = self._matrix.tocsc()
        sizes = np.diff(turned.indptr)
        several = sizes > 1
        return Blocks(turned.indices[np.repeat(several, sizes)], sizes[several])

    def crossed(self, other: "Features", more_than: int, at_most: int) -> Blocks:
        """Blocks of the codes that share a feature of more than `more_than` codes and one of `other`.

        Only blocks of at least two and at most `at_most` codes.
        """
        ours, theirs = self._matrix[:, np.array(self.sizes, dtype=np.int64) > more_than], other._matrix
        own, others = np.diff(ours.indptr), np.diff(theirs.indptr)
        both = own.astype(np.int64) * others
        nth = within(both)
        width = np.repeat(others, both)
        mine = ours.indices[np.repeat(ours.indptr[:-1], both) + nth // width]
        their = theirs.indices[np.repeat(theirs.indptr[:-1], both) + nth % width]
        pairs = mine.astype(np.int64) * theirs.shape[1] + their
        del nth, width, mine, their
        order = np.argsort(pairs, kind="stable")
        _, sizes = np.unique(pairs, return_counts=True)
        codes = np.repeat(np.arange(len(both), dtype=np.int32), both)[order]
        kept = (sizes > 1) & (sizes <= at_most)
        return Blocks(codes[np.repeat(kept, sizes)], sizes[kept])


def within(lengths: Ints) -> Ints:
    """0, 1, 2, ... within each of some ranges, concatenated."""
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def gather(features: Iterable[Iterable[str]]) -> dict[str, Sequence[int]]:
    """The indices of the codes of each feature, from the features of each code in order."""
    members: dict[str, array[int]] = defaultdict(partial(array, "i"))
    for number, names in enumerate(features):
        for name in names:
            members[name].append(number)
    return dict(members)


def meeting_blocks(pairs: Iterable[tuple[str, str]], codes: Sequence[str]) -> Blocks:
    """Blocks of the codes given with one name, for each name of at least two."""
    place = {key: number for number, key in enumerate(codes)}
    met: dict[str, list[int]] = defaultdict(list)
    for name, key in pairs:
        met[name].append(place[key])
    several = [sorted(some) for _, some in sorted(met.items()) if len(some) > 1]
    members = np.fromiter(chain.from_iterable(several), dtype=np.int32)
    return Blocks(members, np.array([len(some) for some in several], dtype=np.int64))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """The quotient rounded to the nearest step; 0 if the denominator is 0."""
    quotient = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    rounded: Floats = np.rint(quotient * STEPS) / STEPS
    return rounded
