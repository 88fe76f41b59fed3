"""Codes as weighted sets of features (a condition, a policy's stance), compared two by two."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

MOST = 200
"""A feature of more codes than this says too little about each of them: it is left out."""

STEPS = 1024
"""Scores are multiples of 1/1024: with weights in sixteenths every product and sum is exact."""

Feature = tuple[str, str]
"""What the code has to do with the thing (a role, a stance), and the key of the thing."""


def weight(size: int) -> float:
    """What a feature of so many codes is worth: 1 for two codes, falling towards 0 with their logarithm."""
    return min(1.0, log(1 + MOST / size) / log(1 + MOST / 2))


def steps(score: float) -> float:
    """A score rounded to the nearest multiple of 1/1024."""
    return round(score * STEPS) / STEPS


class Profiles:
    """The features of each code, in one order for all, so that a comparison is the same from either side."""

    def __init__(self, codes: Mapping[Feature, Iterable[str]]) -> None:
        """`codes` gives the codes of each feature."""
        self._codes: dict[Feature, list[str]] = {}
        self.weights: dict[Feature, float] = {}
        self._features: dict[str, list[Feature]] = defaultdict(list)
        self._sums: dict[str, float] = defaultdict(float)
        for feature in sorted(codes):
            members = sorted(set(codes[feature]))
            if not 0 < len(members) <= MOST:
                continue
            self._codes[feature] = members
            self.weights[feature] = weight(len(members))
            for code in members:
                self._features[code].append(feature)
                self._sums[code] += self.weights[feature]

    def codes(self) -> Iterable[str]:
        """Every code that has a feature."""
        return self._features.keys()

    def scores(self, code: str) -> dict[str, float]:
        """How alike each other code with a common feature is, above 0 and up to 1.

        The weight of what the two share, out of the weight of all that either has, times the weight of the
        most telling shared feature: two codes that share only what many share are not much alike.
        """
        shared: dict[str, float] = defaultdict(float)
        best: dict[str, float] = {}
        for feature in self._features.get(code, ()):
            worth = self.weights[feature]
            for other in self._codes[feature]:
                shared[other] += worth
                if worth > best.get(other, 0.0):
                    best[other] = worth
        shared.pop(code, None)
        own = self._sums.get(code, 0.0)
        found = (
            (other, steps(both / (own + self._sums[other] - both) * best[other]))
            for other, both in shared.items()
        )
        return {other: score for other, score in found if score > 0}

    def shared(self, a: str, b: str) -> Sequence[Feature]:
        """The features two codes share, the most telling first."""
        common = set(self._features.get(a, ())) & set(self._features.get(b, ()))
        return sorted(common, key=lambda feature: (-self.weights[feature], feature))
