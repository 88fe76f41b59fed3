"""Which pairs of codes are worth comparing: those that share something few others have. Pure."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from medcodegraph.graph.similarity.features import Blocks, Ints, within

MOST = 200
"""A feature shared by more codes than this says too little: its block is cut into runs of neighbours."""

ENOUGH = 150
"""A code is compared with the codes of its smallest blocks, until there are about this many."""

_CHUNK = 1 << 13


class Candidates:
    """The blocks of each code, smallest first, as far as needed."""

    def __init__(self, blocks: Sequence[Blocks], codes: int) -> None:
        """`blocks` gives the codes that share each feature."""
        self._size = codes
        starts, self._lengths = _runs(np.concatenate([np.empty(0, np.int64), *(b.sizes for b in blocks)]))
        members = np.concatenate([np.empty(0, np.int32), *(b.members for b in blocks)]).astype(np.int32)
        self._starts = np.concatenate([[0], np.cumsum(self._lengths)])
        self._members = members[_places(starts, self._lengths)]
        del members
        ones = np.ones(len(self._members), dtype=np.int8)
        runs = sparse.csr_matrix((ones, self._members, self._starts), shape=(len(self._lengths), codes))
        self._of: Ints
        self._first: Ints
        self._of, self._first = self._smallest(runs.tocsc())

    def pairs(self, start: int, end: int) -> tuple[Ints, Ints]:
        """The codes from `start` up to `end` (exclusive), each with those to compare it with, in order."""
        counts = np.diff(self._first[start : end + 1])
        runs = self._of[self._first[start] : self._first[end]]
        lengths = self._lengths[runs]
        others = self._members[_places(self._starts[runs], lengths)]
        codes = np.repeat(np.repeat(np.arange(start, end), counts), lengths)
        both = np.unique((codes * self._size + others)[codes != others])
        return both // self._size, both % self._size

    def _smallest(self, by_code: sparse.csc_matrix) -> tuple[Ints, Ints]:
        """The first runs of each code, until they have enough members, and the offset of each code's runs."""
        bounds, runs = by_code.indptr, by_code.indices
        kept = np.empty(len(runs), dtype=bool)
        for start in range(0, self._size, _CHUNK):
            some = bounds[start : start + _CHUNK + 1]
            lengths = self._lengths[runs[some[0] : some[-1]]]
            before = np.concatenate([[0], np.cumsum(lengths)])
            met = before[:-1] - np.repeat(before[some[:-1] - some[0]], np.diff(some))
            kept[some[0] : some[-1]] = met < ENOUGH
        return runs[kept], np.concatenate([[0], np.cumsum(kept)])[bounds]


def _runs(sizes: Ints) -> tuple[Ints, Ints]:
    """The start and length of each run: the smallest blocks first, each cut into runs."""
    order = np.argsort(sizes, kind="stable")
    counts = -(-sizes[order] // MOST)
    block = np.repeat(order, counts)
    done = MOST * within(counts)
    return (np.cumsum(sizes) - sizes)[block] + done, np.minimum(sizes[block] - done, MOST)


def _places(starts: Ints, lengths: Ints) -> Ints:
    """The indices of consecutive ranges, concatenated."""
    places: Ints = np.repeat(starts, lengths) + within(lengths)
    return places
