"""The service's counters: plain numbers, cheap to update, read by `/metrics`."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
COSTS = (1, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000)


class Histogram:
    """How many values were at or below each bound, and their sum."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds, self.counts, self.total = bounds, [0] * (len(bounds) + 1), 0.0

    def add(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


@dataclass(slots=True)
class Measures:
    """The schema's counters: how requests were answered, and their cost."""

    known_plans: int = 0
    new_plans: int = 0
    fallbacks: int = 0  # answered by the standard executor
    slow: int = 0
    errors: Counter[str] = field(default_factory=Counter)  # by code
    cost: Histogram = field(default_factory=lambda: Histogram(COSTS))
    statement: Histogram = field(default_factory=lambda: Histogram(SECONDS))


@dataclass(slots=True)
class Traffic:
    """The HTTP guard's counters: answers by path and status, and how long they took."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    seconds: Histogram = field(default_factory=lambda: Histogram(SECONDS))
