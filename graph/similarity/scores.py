"""How similar two codes are: nine kinds of evidence, each with its weight. See decisions/0006, 0028.

replacement   one code replaced the other: 1, halved for each code in between
procedure     both bill one procedure: the same step 1, in one code system 7/8, otherwise 5/8;
              procedures that are alternatives 1/4; less where many codes bill it
drug          the substances in both, and the classes that their names state
hierarchy     what is above both, by Lin's measure: twice the information content they share, over their own
text          words both use, rare ones counting more, over all words that either uses
axes          characters with the same meaning: values of an ICD-10-PCS code by their information in context,
              what an ICD-10-CM code adds to the one above, and the injury of two encounters
conditions    conditions both classify, or both are indicated for, with all conditions above them (simGIC)
policies      policies that take the same stance on both, compared with chance
crosswalk     codes that official maps lead to from both, or from one to the other
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from medcodegraph.graph.similarity.candidates import MOST, Candidates
from medcodegraph.graph.similarity.direct_links import Bonds
from medcodegraph.graph.similarity.evidence import Evidence, systems
from medcodegraph.graph.similarity.features import Blocks, Flags, Floats, Ints
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS

BEST, BEST_ELSEWHERE = 10, 5
"""A pair is kept if it is among this many best of either code, within its code system or across systems."""

HEARD = 0.5
"""Words alone link codes of two systems if they are at least this share of either code's wording."""

_JACCARD = frozenset({"conditions", "policies", "crosswalk"})
_CROSSED = 100  # headings above more codes than this are crossed with axes to find candidates
_CHUNK = 512

Scores = dict[str, Floats]


class Kept(NamedTuple):
    """Pairs that are among the best of their first code, those of each code together, best first.

    In half the width of other numbers, as there may be ten million: a score, a multiple of 1/65536, is exact.
    """

    a: Ints
    b: Ints
    score: NDArray[np.floating[Any]]


class Similarity:
    """Compares the codes of some evidence, all given as indices into its `codes`."""

    def __init__(
        self,
        evidence: Evidence,
        weights: Mapping[str, float] = SIMILAR_WEIGHTS,
        crossed: Blocks | None = None,
    ) -> None:
        """`weights` names the kinds of evidence that count; `crossed` is given if it is known."""
        self.evidence = evidence
        self.bonds = Bonds(evidence)
        self.weights = {kind: weight for kind, weight in weights.items() if weight > 0}
        self._size = len(evidence.codes)
        self._systems = systems(evidence.codes)
        names = {key.partition(":")[0] for key in evidence.codes}
        self._numbered = self._having(
            "hierarchy", lambda name: name.endswith("*") and name.partition(":")[0] in names
        )
        self._drugs = self._having("drug", bool)
        self.bonded: Mapping[str, tuple[Ints, Floats]] = {
            kind: self._sorted(pairs) for kind, pairs in self.bonds.pairs().items() if kind in self.weights
        }
        self.crossed = crossed
        """The codes below one heading that say the same on one axis, where that makes the blocks."""
        self.candidates = Candidates(self._blocks(), self._size)

    def compare(self, a: Ints, b: Ints) -> Scores:
        """The score of each kind of evidence for each pair, in either order of its codes."""
        low, high = np.minimum(a, b), np.maximum(a, b)
        pairs = self.numbered(a, b)
        scores: Scores = {}
        for kind in self.weights:
            if kind in self.bonded:
                scores[kind] = self._look_up(kind, pairs)
            elif features := self.evidence.kinds.get(kind):
                compare = features.jaccard if kind in _JACCARD else features.dice
                scores[kind] = compare(low, high)
        if "text" in scores:
            scores["text"] = self._heard(scores, low, high)
        return scores

    def _heard(self, scores: Scores, low: Ints, high: Ints) -> Floats:
        """The score of the words: across systems, a few common words alone score 0."""
        text = scores["text"]
        alone = np.all([score == 0 for kind, score in scores.items() if kind != "text"], axis=0)
        apart = self._systems[low] != self._systems[high]
        return np.where(apart & alone & (text < HEARD), 0.0, text)

    def _having(self, kind: str, which: Callable[[str], bool]) -> Flags:
        """Which codes have one of some features of a kind."""
        features = self.evidence.kinds.get(kind)
        return np.zeros(self._size, dtype=bool) if features is None else features.having(which)

    def _is_weak(self, scores: Scores, a: Ints, b: Ints) -> Flags:
        """Whether nothing but the number or type of two codes is alike; of two drugs, also their words."""
        weak: Flags = self._numbered[a] & self._numbered[b]
        for kind, score in scores.items():
            if kind not in ("hierarchy", "text"):
                weak &= score == 0
        drugs = self._drugs[a] & self._drugs[b]
        weak &= drugs | (scores.get("text", np.zeros(len(a))) == 0)
        return weak

    def total(self, scores: Scores) -> Floats:
        """The weighted sum of the scores of all kinds: from 0 to 1, exact."""
        whole: Floats = np.sum([self.weights[kind] * score for kind, score in scores.items()], axis=0)
        return whole

    def best(self, start: int, end: int, most: int | None = None, *, weak: bool = False) -> Kept:
        """The pairs that are among the best of each code from `start` to before `end`, best first."""
        return self.ranked(*self.scored(*self.candidates.pairs(np.arange(start, end)), weak=weak), most)

    def scored(self, a: Ints, b: Ints, *, weak: bool = False) -> tuple[Ints, Ints, Floats]:
        """Those of some pairs that have something in common, with their scores.

        In a system without a hierarchy, a similar number or the same type is not enough, unless `weak` pairs
        are wanted.
        """
        alike = self.evidence.headings[a] == self.evidence.headings[b]
        a, b = a[alike], b[alike]
        scores = self.compare(a, b)
        score = self.total(scores)
        some = score > 0
        if not weak:
            some &= ~self._is_weak(scores, a, b)
        return a[some], b[some], score[some]

    def ranked(self, a: Ints, b: Ints, score: Floats, most: int | None = None) -> Kept:
        """The best pairs of each code, in its own code system and outside, best first."""
        order = np.lexsort((b, -score, self.elsewhere(a, b), a))
        group = (a * 2 + self.elsewhere(a, b))[order]
        rank = np.arange(len(group)) - np.searchsorted(group, group)
        kept = order[rank < np.where(group % 2, BEST_ELSEWHERE, most or BEST)]
        return Kept(a[kept].astype(np.int32), b[kept].astype(np.int32), score[kept].astype(np.float32))

    def elsewhere(self, a: Ints, b: Ints) -> Ints:
        """1 for each pair of two code systems."""
        apart: Ints = (self._systems[a] != self._systems[b]).astype(np.int64)
        return apart

    def kept(self, codes: Ints) -> Iterator[tuple[int, Kept]]:
        """The best pairs of some codes, part by part, each with how many codes are done."""
        for start in range(0, len(codes), _CHUNK):
            some = codes[start : start + _CHUNK]
            yield start + len(some), self.ranked(*self.scored(*self.candidates.pairs(some)))

    def numbered(self, a: Ints, b: Ints) -> Ints:
        """Each pair as one number, whichever way round it is given: see `ends`."""
        numbers: Ints = np.minimum(a, b).astype(np.int64)
        numbers *= self._size  # in place: there may be ten million
        numbers += np.maximum(a, b)
        return numbers

    def ends(self, pairs: Ints) -> tuple[Ints, Ints]:
        """The two codes of each pair, the smaller first."""
        return pairs // self._size, pairs % self._size

    def _sorted(self, pairs: Mapping[tuple[int, int], float]) -> tuple[Ints, Floats]:
        keys = np.array([a * self._size + b for a, b in sorted(pairs)], dtype=np.int64)
        return keys, np.array([pairs[pair] for pair in sorted(pairs)])

    def _look_up(self, kind: str, pairs: Ints) -> Floats:
        keys, values = self.bonded[kind]
        if not len(keys):
            return np.zeros(len(pairs))
        places = np.minimum(np.searchsorted(keys, pairs), len(keys) - 1)
        return np.where(keys[places] == pairs, values[places], 0.0)

    def _blocks(self) -> list[Blocks]:
        """The blocks of codes that share something, for each kind in use; a direct link is one of two."""
        found = [
            Blocks(np.array(self.ends(keys)).T.ravel(), np.full(len(keys), 2))
            for keys, _ in self.bonded.values()
        ]
        kinds = {kind: self.evidence.kinds[kind] for kind in self.weights if kind in self.evidence.kinds}
        for kind, features in kinds.items():
            if kind == "axes" and "hierarchy" in kinds:
                if self.crossed is None:
                    self.crossed = kinds["hierarchy"].crossed(features, _CROSSED, MOST)
                found.append(self.crossed)
            else:
                found.append(features.blocks())
        found.append(self.evidence.meeting)
        return found
