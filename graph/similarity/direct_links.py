"""Pairs of codes with a stated link: one replaced the other, or both bill one procedure. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from medcodegraph.graph.similarity.candidates import MOST
from medcodegraph.graph.similarity.evidence import Evidence
from medcodegraph.graph.similarity.features import STEPS
from medcodegraph.graph.similarity.steps import information

SAME_STEP, SAME_SYSTEM, SAME_PROCEDURE, ALTERNATIVE = 1.0, 7 / 8, 5 / 8, 1 / 4
LONGEST_CHAIN = 10

Pairs = dict[tuple[int, int], float]


class Bonds:
    """The replacements and procedures of some evidence."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._next: dict[str, list[str]] = defaultdict(list)
        self._before: dict[str, list[str]] = defaultdict(list)
        for old, new in sorted(evidence.replaced):
            self._next[old].append(new)
            self._before[new].append(old)
        self._billed: dict[str, list[str]] = defaultdict(list)
        for key, procedure in sorted(evidence.procedures.items()):
            for code in procedure.steps if len(procedure.steps) <= MOST else ():
                self._billed[code].append(key)

    def pairs(self) -> dict[str, Pairs]:
        """The scores of replacement and procedure for each pair of codes, as indices, smaller first."""
        found = {
            "replacement": {code: self._replacement(code) for code in self._next},
            "procedure": {code: self._procedure(code) for code in self._billed},
        }
        met = {code for scores in found.values() for start, ends in scores.items() for code in (start, *ends)}
        place = {key: number for number, key in enumerate(self._evidence.codes) if key in met}
        return {kind: _placed(place, scores) for kind, scores in found.items()}

    def chain(self, a: str, b: str) -> list[str]:
        """The codes from the older to the newer of two along the shortest chain of replacements, if any."""
        forward, back = _path(self._next, a, b), _path(self._next, b, a)
        return min((path for path in (forward, back) if path), key=len, default=[])

    def bills(self, a: str, b: str) -> tuple[str, str] | None:
        """The procedures that make two codes most alike: one that both bill, or two alternatives."""
        pairs = [(p, q) for p in self._billed.get(a, ()) for q in self._billed.get(b, ())]
        graded = [(-self._grade(a, b, p, q), p, q) for p, q in pairs]
        found = min((pair for pair in graded if pair[0] < 0), default=None)
        return found and found[1:]

    def _replacement(self, code: str) -> dict[str, float]:
        return {other: 0.5 ** (distance - 1) for other, distance in _distances(self._next, code).items()}

    def _procedure(self, code: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for key in self._billed.get(code, ()):
            for near in (key, *self._evidence.procedures[key].alternatives):
                near_steps = (
                    self._evidence.procedures[near].steps if near in self._evidence.procedures else {}
                )
                for other in near_steps if len(near_steps) <= MOST else ():
                    if other != code:
                        found[other] = max(found.get(other, 0.0), self._grade(code, other, key, near))
        return found

    def _grade(self, a: str, b: str, p: str, q: str) -> float:
        """The similarity of two codes through two procedures; the more codes bill those, the lower."""
        steps = self._evidence.procedures[p].steps
        if p != q:
            if q not in self._evidence.procedures[p].alternatives:
                return 0.0
            grade = ALTERNATIVE
        elif steps[a] & steps[b]:
            grade = SAME_STEP
        else:
            grade = SAME_SYSTEM if a.partition(":")[0] == b.partition(":")[0] else SAME_PROCEDURE
        codes = max(len(steps), len(self._evidence.procedures[q].steps))
        return round(grade * information(codes) * STEPS) / STEPS


def _placed(place: Mapping[str, int], found: Mapping[str, Mapping[str, float]]) -> Pairs:
    pairs: Pairs = {}
    for code, scores in found.items():
        for other, score in scores.items():
            pair = (min(place[code], place[other]), max(place[code], place[other]))
            pairs[pair] = max(score, pairs.get(pair, 0.0))
    return {pair: score for pair, score in pairs.items() if score > 0}


def _distances(steps: Mapping[str, Sequence[str]], start: str) -> dict[str, int]:
    """How many steps away each code is, excluding the start."""
    found = {start: 0}
    edge = [start]
    for distance in range(1, LONGEST_CHAIN + 1):
        edge = [code for near in edge for code in steps.get(near, ()) if code not in found]
        found.update(dict.fromkeys(edge, distance))
    del found[start]
    return found


def _path(steps: Mapping[str, Sequence[str]], start: str, end: str) -> list[str]:
    """A shortest path, the first by order of keys; empty if there is none."""
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
