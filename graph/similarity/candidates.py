"""Which pairs of codes are worth comparing: those that share something few others have. Pure."""

import numpy as np
from scipy import sparse

from medcodegraph.graph.similarity.digests import Digests, mixed, of_rows
from medcodegraph.graph.similarity.features import Blocks, Flags, Ints, distinct, within

MOST = 200
"""A feature shared by more codes than this says too little: its block is cut into runs of neighbours."""

ENOUGH = 150
"""A code is compared with the codes of its smallest blocks, until there are about this many."""

_CHUNK = 1 << 13


class Candidates:
    """The blocks of each code, smallest first, as far as needed."""

    def __init__(self, blocks: list[Blocks], codes: int) -> None:
        """`blocks` gives the codes that share each feature; it is used up."""
        self._size = codes
        starts, self._lengths = _runs(np.concatenate([np.empty(0, np.int64), *(b.sizes for b in blocks)]))
        members = np.concatenate([np.empty(0, np.int32), *(b.members for b in blocks)], dtype=np.int32)
        blocks.clear()
        self._starts = np.concatenate([[0], np.cumsum(self._lengths)])
        self._members = np.empty(self._starts[-1], np.int32)
        for start in range(0, len(starts), _CHUNK):  # there may be millions
            some = slice(start, start + _CHUNK)
            first, end = self._starts[start], self._starts[min(start + _CHUNK, len(starts))]
            self._members[first:end] = members[_places(starts[some], self._lengths[some])]
        del members
        ones = np.ones(len(self._members), dtype=np.int8)
        runs = sparse.csr_matrix((ones, self._members, self._starts), shape=(len(self._lengths), codes))
        self._of: Ints
        self._first: Ints
        self._of, self._first = self._smallest(runs.tocsc())

    def pairs(self, codes: Ints, among: Flags | None = None) -> tuple[Ints, Ints]:
        """Some codes, each with those to compare it with, in order; only those `among` some, if given."""
        counts = self._first[codes + 1] - self._first[codes]
        runs = self._of[_places(self._first[codes], counts)]
        codes = np.repeat(codes, counts)
        if among is not None:
            some = self._with_some(among)[runs]
            codes, runs = codes[some], runs[some]
        lengths = self._lengths[runs]
        others = self._members[_places(self._starts[runs], lengths)]
        one = np.repeat(codes, lengths)
        wanted = one != others if among is None else (one != others) & among[others]
        both = distinct(one[wanted].astype(np.int64) * self._size + others[wanted])
        return both // self._size, both % self._size

    def meeting(self, some: Flags) -> Flags:
        """Which codes are compared with some of these."""
        runs = self._with_some(some)
        found = np.empty(self._size, dtype=bool)
        for start in range(0, self._size, _CHUNK):
            bounds = self._first[start : start + _CHUNK + 1]
            met = np.concatenate([[0], np.cumsum(runs[self._of[bounds[0] : bounds[-1]]])])
            found[start : start + _CHUNK] = np.diff(met[bounds - bounds[0]]) > 0
        return found

    def _with_some(self, some: Flags) -> Flags:
        """Which runs have some of these codes."""
        if not len(self._lengths):
            return np.zeros(0, dtype=bool)
        found: Flags = np.logical_or.reduceat(some[self._members], self._starts[:-1])
        return found

    def digests(self, codes: Digests) -> Digests:
        """A digest for each code of all that it is compared with, from those of the keys of all codes."""
        runs = of_rows(codes, self._members, self._starts)
        return of_rows(mixed(runs), self._of, self._first)

    def _smallest(self, by_code: sparse.csc_matrix) -> tuple[Ints, Ints]:
        """The first runs of each code, until they have enough members, and the offset of each code's runs."""
        bounds, runs = by_code.indptr, by_code.indices
        kept = np.empty(len(runs), dtype=bool)
        first = np.zeros(self._size + 1, np.int64)
        for start in range(0, self._size, _CHUNK):
            some = bounds[start : start + _CHUNK + 1]
            lengths = self._lengths[runs[some[0] : some[-1]]]
            before = np.concatenate([[0], np.cumsum(lengths)])
            met = before[:-1] - np.repeat(before[some[:-1] - some[0]], np.diff(some))
            wanted = kept[some[0] : some[-1]] = met < ENOUGH
            done = np.concatenate([[0], np.cumsum(wanted)])[some - some[0]]
            first[start + 1 : start + len(some)] = first[start] + done[1:]
        return runs[kept], first


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
