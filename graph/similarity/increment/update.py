"""Which pairs belong in the graph now, from those that did: only codes that changed, and those they meet, are
compared. Pure; needs NumPy.

A code is compared again if its evidence differs, or the codes to compare it with. If it is the same but
meets one that is not, only those pairs are scored again, and take their places among the pairs that were
kept; if one of these may have fallen below a pair that was not kept, the code is compared again as a whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from medcodegraph.graph.similarity import scores
from medcodegraph.graph.similarity.digests import Digests
from medcodegraph.graph.similarity.features import Flags, Floats, Ints, distinct
from medcodegraph.graph.similarity.scores import Kept, Similarity
from medcodegraph.progress import Progress, silent


@dataclass(frozen=True, slots=True)
class Standing:
    """What a derivation left, for codes by their place in `keys`.

    `said` are the digests of their evidence, `met` those of what each is compared with. `pairs` are all that
    stand, as one number each, in order, with their `marks`.
    """

    keys: Sequence[str]
    said: Digests
    met: Digests
    kept: Kept
    pairs: Ints
    marks: Ints

    def placed(self, keys: Sequence[str]) -> "Standing":
        """The same for codes by their place among other keys, without pairs of codes that are gone.

        A code that was not there has 0 for digests.
        """
        if list(keys) == list(self.keys):
            return self
        number = {key: place for place, key in enumerate(keys)}
        place = np.array([number.get(key, -1) for key in self.keys], dtype=np.int64)
        there, size = place >= 0, len(self.keys)
        said, met = np.zeros(len(keys), np.uint64), np.zeros(len(keys), np.uint64)
        said[place[there]], met[place[there]] = self.said[there], self.met[there]
        a, b = place[self.kept.a], place[self.kept.b]
        some = (a >= 0) & (b >= 0)
        low, high = place[self.pairs // size], place[self.pairs % size]
        both = (low >= 0) & (high >= 0)
        pairs = low[both] * len(keys) + high[both]
        kept = Kept(a[some], b[some], self.kept.score[some])
        return Standing(keys, said, met, kept, pairs, self.marks[both])


@dataclass(frozen=True, slots=True)
class Update:
    """What is to stand now.

    `asked` flags the pairs that may differ from how they stood, `gone` are those that go. `marks` are those
    the pairs had, 0 where there was none.
    """

    pairs: Ints
    marks: Ints
    asked: Flags
    gone: Ints

    def to_ask(self) -> Ints:
        """The pairs that are asked, in order."""
        return self.pairs if self.asked.all() else self.pairs[self.asked]


def of_all(similarity: Similarity, keep: Callable[[Kept], None], tell: Progress = silent) -> Update:
    """All pairs that are to stand; the best ones of each code are passed to `keep`, part by part."""
    size = len(similarity.evidence.codes)
    numbers = np.empty(size * (scores.BEST + scores.BEST_ELSEWHERE), np.int64)
    end = 0
    for done, found in similarity.kept(np.arange(size)):
        keep(found)
        some = distinct(similarity.numbered(found.a, found.b))
        numbers[end : end + len(some)] = some
        end += len(some)
        tell("comparing codes", done, size)
    pairs = distinct(numbers[:end])
    return Update(pairs, np.zeros(len(pairs), np.int64), np.ones(len(pairs), bool), np.empty(0, np.int64))


def best(similarity: Similarity, fresh: Flags, met_anew: Flags, before: Kept) -> Kept:
    """The best pairs of each code.

    `fresh` flags the codes whose evidence differs, `met_anew` those that are to be compared with others than
    they were. `before` are the best pairs before, for the same codes (`Standing.placed`).
    """
    anew = fresh | met_anew
    touched = similarity.candidates.meeting(fresh) & ~anew
    merged, sunk = _merged(similarity, fresh, touched, before)
    anew |= sunk
    rest = _some(before, ~(anew | touched)[before.a])
    merged = _some(merged, ~anew[merged.a])
    wanted = np.flatnonzero(anew)
    kept = _in_order([merged, *(found for _, found in similarity.kept(wanted))])
    return _inserted(rest, kept) if len(rest.a) else kept


def updated(similarity: Similarity, kept: Kept, fresh: Flags, before: Standing) -> Update:
    """The pairs that are to stand: `kept` are the best ones of each code."""
    pairs = distinct(similarity.numbered(kept.a, kept.b))
    stood, place = _among(pairs, before.pairs)
    marks = np.zeros(len(pairs), np.int64)
    marks[stood] = before.marks[place[stood]]
    low, high = similarity.ends(pairs)
    asked = ~stood | fresh[low] | fresh[high]
    stays, _ = _among(before.pairs, pairs)
    return Update(pairs, marks, asked, before.pairs[~stays])


def _among(some: Ints, numbers: Ints) -> tuple[Flags, Ints]:
    """Which of some numbers are among others, both in order, and their places there."""
    if not len(numbers):
        return np.zeros(len(some), dtype=bool), np.zeros(len(some), np.int64)
    place = np.minimum(np.searchsorted(numbers, some), len(numbers) - 1)
    return numbers[place] == some, place


def _merged(similarity: Similarity, fresh: Flags, touched: Flags, kept: Kept) -> tuple[Kept, Flags]:
    """The best pairs of the touched codes, and which of these codes have to be compared as a whole.

    What was not kept was worse than the last pair of a full list, and pairs of two unchanged codes still are.
    So a list is right as long as it is full of pairs that are no worse than that one.
    """
    stood = _some(kept, touched[kept.a])
    same = _some(stood, ~fresh[stood.b])
    scored = similarity.scored(*similarity.candidates.pairs(np.flatnonzero(touched), fresh))
    a, b, score = (np.concatenate(both) for both in zip(same, scored, strict=True))
    ranked = similarity.ranked(a, b, score)
    sunk = np.zeros(len(touched), dtype=bool)
    for elsewhere, most in ((0, scores.BEST), (1, scores.BEST_ELSEWHERE)):
        full, score, other = _last(similarity, stood, elsewhere, most)
        now, now_score, now_other = _last(similarity, ranked, elsewhere, most)
        worse = ~now | (now_score < score) | ((now_score == score) & (now_other > other))
        sunk |= full & worse
    return ranked, sunk


def _last(similarity: Similarity, kept: Kept, elsewhere: int, most: int) -> tuple[Flags, Floats, Ints]:
    """For each code whether its list is full, and the score and the other code of the last pair there."""
    some = _some(kept, similarity.elsewhere(kept.a, kept.b) == elsewhere)
    size = len(similarity.evidence.codes)
    full = np.bincount(some.a, minlength=size) >= most
    score, other = np.zeros(size), np.zeros(size, np.int64)
    score[some.a], other[some.a] = some.score, some.b  # best first: the last one stays
    return full, score, other


def _some(kept: Kept, which: Flags) -> Kept:
    return Kept(kept.a[which], kept.b[which], kept.score[which])


def _inserted(many: Kept, few: Kept) -> Kept:
    """The pairs of other codes among many, by code; both are in order."""
    place = np.searchsorted(many.a, few.a)
    a, b, score = (np.insert(*column) for column in zip(many, (place,) * 3, few, strict=True))
    return Kept(a, b, score)


def _in_order(parts: list[Kept]) -> Kept:
    """The pairs of all parts by code."""
    a, b, score = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(a, kind="stable")
    return Kept(a[order], b[order], score[order])
