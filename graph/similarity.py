"""How similar two codes are, and why: four kinds of evidence, each with its weight. Pure; decisions/0006.

replacement   one code replaced the other: 1, and half of that for each code in between
procedure     both bill one procedure: the same step of it 1, in one code system 7/8, otherwise 5/8;
              procedures that are alternatives 1/4
conditions    conditions both classify, or both are indicated for, with all conditions above them
policies      policies that take the same stance on both
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from heapq import nsmallest

from medcodegraph.graph.evidence import Evidence
from medcodegraph.graph.profiles import MOST

VERSION = "1"
WEIGHTS = {"replacement": 5 / 16, "procedure": 5 / 16, "conditions": 4 / 16, "policies": 2 / 16}
BEST = 50
"""A pair is kept when it is among this many best of either of its codes."""

SAME_STEP, SAME_SYSTEM, SAME_PROCEDURE, ALTERNATIVE = 1.0, 7 / 8, 5 / 8, 1 / 4
LONGEST_CHAIN = 10


class Similarity:
    """Compares the codes of some evidence."""

    def __init__(self, evidence: Evidence) -> None:
        self.evidence = evidence
        self._next: dict[str, list[str]] = defaultdict(list)
        self._before: dict[str, list[str]] = defaultdict(list)
        for old, new in sorted(evidence.replaced):
            self._next[old].append(new)
            self._before[new].append(old)
        self._billed: dict[str, list[str]] = defaultdict(list)
        for key, procedure in sorted(evidence.procedures.items()):
            for code in procedure.steps if len(procedure.steps) <= MOST else ():
                self._billed[code].append(key)

    def codes(self) -> list[str]:
        """Every code with evidence, in order."""
        known = {*self._next, *self._before, *self._billed}
        return sorted(known.union(self.evidence.conditions.codes(), self.evidence.policies.codes()))

    def others(self, code: str) -> dict[str, dict[str, float]]:
        """The codes that some evidence joins to this one, with the score of each kind of it."""
        rows: dict[str, dict[str, float]] = defaultdict(dict)
        kinds = {
            "replacement": self._replacement(code),
            "procedure": self._procedure(code),
            "conditions": self.evidence.conditions.scores(code),
            "policies": self.evidence.policies.scores(code),
        }
        for kind, scores in kinds.items():
            for other, score in scores.items():
                rows[other][kind] = score
        return rows

    def best(self, code: str) -> list[tuple[str, dict[str, float]]]:
        """The codes most similar to this one, best first, with the score of each kind of evidence."""
        return nsmallest(BEST, self.others(code).items(), key=lambda row: (-total(row[1]), row[0]))

    def chain(self, a: str, b: str) -> list[str]:
        """The codes from the older to the newer of two along the shortest replacement; empty without one."""
        forward, back = _path(self._next, a, b), _path(self._next, b, a)
        return min((path for path in (forward, back) if path), key=len, default=[])

    def bills(self, a: str, b: str) -> tuple[str, str] | None:
        """The procedures of two codes that make them most alike: one for both, or two alternatives."""
        pairs = [(p, q) for p in self._billed.get(a, ()) for q in self._billed.get(b, ())]
        graded = [(-self._grade(a, b, p, q), p, q) for p, q in pairs]
        found = min((pair for pair in graded if pair[0] < 0), default=None)
        return found and found[1:]

    def _replacement(self, code: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for steps in (self._next, self._before):
            for other, distance in _distances(steps, code).items():
                found[other] = max(found.get(other, 0.0), 0.5 ** (distance - 1))
        return found

    def _procedure(self, code: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for key in self._billed.get(code, ()):
            for near in (key, *self.evidence.procedures[key].alternatives):
                near_steps = self.evidence.procedures[near].steps if near in self.evidence.procedures else {}
                for other in near_steps if len(near_steps) <= MOST else ():
                    if other != code:
                        found[other] = max(found.get(other, 0.0), self._grade(code, other, key, near))
        return found

    def _grade(self, a: str, b: str, p: str, q: str) -> float:
        if p != q:
            return ALTERNATIVE if q in self.evidence.procedures[p].alternatives else 0.0
        steps = self.evidence.procedures[p].steps
        if steps[a] & steps[b]:
            return SAME_STEP
        return SAME_SYSTEM if a.partition(":")[0] == b.partition(":")[0] else SAME_PROCEDURE


def total(scores: Mapping[str, float]) -> float:
    """The weighted sum of the scores of each kind: from 0 to 1, exact."""
    return sum(WEIGHTS[kind] * score for kind, score in scores.items())


def _distances(steps: Mapping[str, Sequence[str]], start: str) -> dict[str, int]:
    """How many steps away each code is, without the start."""
    found = {start: 0}
    edge = [start]
    for distance in range(1, LONGEST_CHAIN + 1):
        edge = [code for near in edge for code in steps.get(near, ()) if code not in found]
        found.update(dict.fromkeys(edge, distance))
    del found[start]
    return found


def _path(steps: Mapping[str, Sequence[str]], start: str, end: str) -> list[str]:
    """A shortest path, the first in the order of keys; empty if there is none."""
    before: dict[str, str] = {}
    edge = [start]
    for _ in range(LONGEST_CHAIN):
        found = [
            (code, near)
            for near in edge
            for code in steps.get(near, ())
            if code not in before and code != start
        ]
        for code, near in found:
            before.setdefault(code, near)
        edge = list(dict.fromkeys(code for code, _ in found))
    if end not in before:
        return []
    path = [end]
    while path[-1] != start:
        path.append(before[path[-1]])
    return path[::-1]
