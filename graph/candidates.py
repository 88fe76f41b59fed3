"""Which pairs of codes are worth comparing: those that few others share something with. Pure."""

from collections.abc import Sequence

import numpy as np

from medcodegraph.graph.features import Ints

MOST = 200
"""What more codes than this share says too little about two of them: it is cut into runs of neighbours."""

ENOUGH = 150
"""A code is compared with those of its smallest blocks, until they are about so many."""


class Candidates:
    """The blocks of each code, smallest first, as far as they are needed."""

    def __init__(self, blocks: Sequence[Ints], codes: int) -> None:
        """`blocks` gives the codes that share each thing."""
        sized = sorted((len(block), place) for place, block in enumerate(blocks) if len(block) > 1)
        runs = [run for _, place in sized for run in _runs(blocks[place])]
        self._lengths = np.array([len(run) for run in runs], dtype=np.int64)
        self._starts = np.concatenate([[0], np.cumsum(self._lengths)])
        self._members = np.concatenate([*runs, np.empty(0, dtype=np.int32)]).astype(np.int32)
        of = np.repeat(np.arange(len(runs), dtype=np.int32), self._lengths)
        order = np.lexsort((of, self._members))  # by code, then smallest block first
        owner, block = self._members[order], of[order]
        before = np.cumsum(self._lengths[block]) - self._lengths[block]
        first = np.searchsorted(owner, np.arange(codes))
        met = before - before[np.minimum(first[owner], max(len(owner) - 1, 0))] if len(owner) else before
        kept = met < ENOUGH
        self._blocks = block[kept]
        self._first = np.searchsorted(owner[kept], np.arange(codes + 1))

    def pairs(self, start: int, end: int) -> tuple[Ints, Ints]:
        """The codes from `start` to before `end`, each with the others it is compared with, in order."""
        counts = np.diff(self._first[start : end + 1])
        blocks = self._blocks[self._first[start] : self._first[end]]
        codes = np.repeat(np.arange(start, end), counts)
        lengths = self._lengths[blocks]
        places = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        others = self._members[np.repeat(self._starts[blocks], lengths) + places]
        codes = np.repeat(codes, lengths)
        width = int(self._members.max(initial=0)) + 1
        both = np.unique((codes * width + others)[codes != others])
        return both // width, both % width


def _runs(block: Ints) -> list[Ints]:
    return [block[start : start + MOST] for start in range(0, len(block), MOST)]
