"""Codes as sets of weighted features, compared in pairs by the thousand. Pure; needs SciPy.

Weights are whole numbers (`STEPS` to the unit), so that sums are exact in any order and a score is the same
from either side.
"""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from medcodegraph.graph.similarity.digests import Digests, mixed, of_rows, of_texts
from medcodegraph.graph.similarity.steps import stepped
from medcodegraph.graph.similarity.wording.gathering import Gathering
from medcodegraph.graph.similarity.wording.texts import Texts

STEPS = 1024
"""Scores are multiples of 1/1024: with weights in 32nds every product and sum is exact."""

Ints = NDArray[np.signedinteger[Any]]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks of codes that share something: the codes of all blocks in order, and the size of each."""

    members: Ints
    sizes: Ints


class Features:
    """Which codes (as indices) have which features, and each feature's weight."""

    def __init__(self, of: Gathering, weights: Sequence[float] | Floats, floor: float = 0.0) -> None:
        """`weights` are those of the features by number: one without any does not count. `floor` is the least
        total weight assumed of a code, for `dice`.
        """
        given = np.array(weights)
        wanted = given > 0
        names, places = of.ordered(wanted)
        weighed = np.zeros(len(names))
        weighed[places[wanted]] = given[wanted]
        columns = places[of.of]
        starts = np.concatenate([[0], np.cumsum(columns >= 0)])[of.starts]
        matrix = _matrix(columns[columns >= 0], starts.astype(np.int32), len(names))
        matrix.sum_duplicates()  # where a code was named twice
        matrix.data[:] = 1
        self._take(Texts(names), np.rint(weighed * STEPS), matrix, floor)

    @classmethod
    def stored(
        cls, names: Sequence[str], weights: Sequence[int], of: Ints, starts: Ints, floor: float
    ) -> Self:
        """From what was kept of some: `of` and `starts` as they were, whole `weights`."""
        self = cls.__new__(cls)
        self._take(names, weights, _matrix(of, starts, len(names)), floor)
        return self

    def _take(self, names: Sequence[str], weights: Any, matrix: Any, floor: float) -> None:
        self.names, self.floor, self._matrix = names, floor, matrix
        self.weights: Floats = np.array(weights, dtype=np.float64)
        different, which = np.unique(self._matrix.getnnz(axis=0), return_inverse=True)
        steps = np.array(list(map(stepped, different.tolist())), np.int32)
        self.sizes = array("i", steps[which].tobytes())
        self._sums: Floats = self._matrix @ self.weights

    @property
    def of(self) -> Ints:
        """The features of all codes by number, code after code."""
        return cast("Ints", self._matrix.indices)

    @property
    def starts(self) -> Ints:
        """Where those of each code begin in `of`, and the end."""
        return cast("Ints", self._matrix.indptr)

    def digests(self, told: Mapping[str, str]) -> Digests:
        """A digest for each code of its features, their weights and sizes, and what is `told` of them."""
        names = of_texts(f"{name}\n{told[name]}" if name in told else name for name in self.names)
        weighed = self.weights.astype(np.uint64) << np.uint64(32) | np.array(self.sizes, dtype=np.uint64)
        return of_rows(mixed(names ^ mixed(weighed)), self.of, self.starts)

    def having(self, which: Callable[[str], bool]) -> Flags:
        """Which codes have a feature of a certain name."""
        found: Flags = self._matrix @ np.fromiter(map(which, self.names), np.float32) > 0
        return found

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

    def common(self, a: Ints, b: Ints) -> "Common":
        """The features that each pair shares."""
        return Common(self, self._matrix[a].multiply(self._matrix[b]).tocsr())

    def weight(self, name: str) -> float:
        """What a feature weighs."""
        return float(self.weights[bisect_left(self.names, name)])

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
        many = self._matrix.getnnz(axis=0) > more_than
        ours, theirs = self._matrix[:, many], other._matrix
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


class Common:
    """The features that each of many pairs shares, rarest (by `sizes`, in steps) first."""

    def __init__(self, features: Features, shared: sparse.csr_matrix) -> None:
        self._features = features
        seen, places = np.unique(shared.indices, return_inverse=True)
        rank = np.empty(len(seen), dtype=np.int64)
        rank[np.searchsorted(seen, sorted(seen.tolist(), key=self._commonness))] = np.arange(len(seen))
        rows = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr))
        self._numbers: list[int] = shared.indices[np.lexsort((rank[places], rows))].tolist()
        self._starts: list[int] = shared.indptr.tolist()

    def reach(self, pair: int) -> int:
        """About how many codes have the rarest feature that a pair shares."""
        return self._features.sizes[self._numbers[self._starts[pair]]]

    def names(self, pair: int, most: int | None = None) -> list[str]:
        """The names of those that a pair shares; of `most`, if given."""
        shared = self._numbers[self._starts[pair] : self._starts[pair + 1]]
        return [self._features.names[one] for one in shared[:most]]

    def _commonness(self, one: int) -> tuple[int, bool, int, int]:
        """By how many have it; if about as many, a longer name says more, and a range of codes less."""
        name = self._features.names[one]
        return self._features.sizes[one], "-" in name, -len(name), one


def within(lengths: Ints) -> Ints:
    """0, 1, 2, ... within each of some ranges, concatenated."""
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def distinct(numbers: Ints) -> Ints:
    """Each number once, in order; `numbers` are put in order.

    For millions of them NumPy's own `unique` takes ten times as long.
    """
    numbers.sort()
    once: Ints = numbers[np.concatenate([[True], numbers[1:] != numbers[:-1]])[: len(numbers)]]
    return once


def _matrix(of: Ints, starts: Ints, features: int) -> sparse.csr_matrix:
    return sparse.csr_matrix((np.ones(len(of), np.int8), of, starts), (len(starts) - 1, features))


def _ratio(part: Floats, whole: Floats) -> Floats:
    """The quotient rounded to the nearest step; 0 if the denominator is 0."""
    quotient = np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
    rounded: Floats = np.rint(quotient * STEPS) / STEPS
    return rounded
