"""Edges of a disease hierarchy that the codes contradict: `chronic lymphocytic leukemia is an acute one`.

That a condition and its parent have unrelated codes proves nothing by itself: many diseases belong to several
groups. An edge is contradicted only where, in addition, neither the names nor a second ontology supports it:

- the narrower condition is not named after the broader one (`chronic rhinitis`, `rhinitis`);
- the broader one's codes are categories or codes in use for it, not a section, a chapter, or a residual code
  (`unspecified`), which say little about what else belongs there;
- no other ontology places the narrower condition, or one that does places it elsewhere.

Where only the lower-ranked ontology states an edge, and the other places the two conditions apart, all
conditions below the edge are judged with it: its start was mapped to a condition of another meaning.

An edge that a second ontology supported only by way of a contradicted edge has lost this support. Its broader
condition is then judged by the codes of the kinds that several ontologies agree on, too: anus cancer (C21) is
not a kind of colorectal cancer, as it is not rectal cancer (C20), by which MONDO had it there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from medcodegraph.graph.conditions.wording import is_rest, words

_SEVERAL = 2
"""This many kinds with codes show where the kinds of a condition are coded."""


class Placed(NamedTuple):
    """An ontology, or another loader, places one condition below another; with the loader's rank."""

    child: str
    parent: str
    by: str
    rank: int


class Contradiction(NamedTuple):
    """An edge, from child to parent, and why the codes contradict it."""

    child: str
    parent: str
    reason: str


@dataclass(slots=True)
class Evidence:
    """What is known about codes and conditions, by their keys."""

    above: Mapping[str, Iterable[str]]  # the parents of each code
    displays: Mapping[str, str]
    exact: Mapping[str, set[str]]  # the codes that mean a condition
    own: Mapping[str, set[str]]  # those and narrower ones
    names: Mapping[str, Iterable[str]]
    _lineage: dict[str, frozenset[str]] = field(default_factory=dict)

    def lineage(self, code: str) -> frozenset[str]:
        """A code and all codes above it."""
        known = self._lineage.get(code)
        if known is None:
            known = frozenset({code}.union(*(self.lineage(above) for above in self.above.get(code, ()))))
            self._lineage[code] = known
        return known

    def apart(self, child: str, parent: str) -> bool:
        """Whether both have codes, the parent's codes are specific, and none is below another."""
        low, high = self.meant(child), self.own.get(parent, set())
        if not low or not self._is_specific(parent):
            return False
        if all(is_rest(self.displays.get(code, "")) for code in high):
            return False
        return not self._overlap(low, high)

    def apart_from_kinds(self, child: str, parent: str, kinds: Iterable[str]) -> bool:
        """Whether the child's codes are outside those of the parent and of its given kinds, but next to them.

        Beside: all highest codes are of one section. A parent whose kinds are coded all over says less.
        """
        low = self.meant(child)
        known = [codes for kind in kinds if kind != child and (codes := self.meant(kind))]
        own = self.own.get(parent, set())
        high = own.union(*known)
        if not low or not own or len(known) < _SEVERAL or self._overlap(low, high):
            return False
        return len({frozenset(self._sections(code)) for code in (*low, *high)}) == 1

    def _sections(self, code: str) -> set[str]:
        """The sections that a code belongs to, and the chapters."""
        return {above for above in self.lineage(code) if "." not in above and "-" in above}

    def _overlap(self, low: Iterable[str], high: Iterable[str]) -> bool:
        """Whether a code of the one is, or is below, a code of the other."""
        return any(one in self.lineage(other) or other in self.lineage(one) for one in low for other in high)

    def _is_specific(self, condition: str) -> bool:
        """Whether codes define a condition well: one code that means it, or categories of one section."""
        codes = self.own.get(condition, set())
        if any("-" in code for code in codes):  # a section or a chapter
            return False
        if condition in self.exact:
            return True
        highest = [code for code in codes if not codes & (self.lineage(code) - {code})]
        headings = {heading for code in highest for heading in self.above.get(code, ())}
        return len(headings) == 1 and not any("." in code for code in highest)

    def meant(self, condition: str) -> set[str]:
        """The codes that mean a condition, or else those that mean part of it."""
        return self.exact.get(condition) or self.own.get(condition, set())

    def named_after(self, child: str, parent: str) -> bool:
        """Whether a name of the child contains all words of a name of the parent."""
        higher = [words(name) for name in self.names.get(parent, ())]
        return any(some and some <= words(name) for name in self.names.get(child, ()) for some in higher)


def contradicted(placed: Iterable[Placed], evidence: Evidence) -> list[Contradiction]:
    """The edges that the codes contradict, in order."""
    placed = list(placed)
    edges = _Hierarchies(placed)
    found: dict[tuple[str, str], str] = {}
    for child, parent in edges.all:
        if edges.supported(child, parent):
            continue
        for below in [child, *(sorted(edges.below(child)) if edges.overruled(child, parent) else ())]:
            if evidence.apart(below, parent) and not evidence.named_after(below, parent):
                found[child, parent] = _reason(below, child, parent, evidence)
                break
    left = _Hierarchies(one for one in placed if (one.child, one.parent) not in found)
    for child, parent in left.all:
        if edges.supported(child, parent) and not left.supported(child, parent):
            apart = evidence.apart_from_kinds(child, parent, left.agreed(parent))
            if apart and not evidence.named_after(child, parent):
                found[child, parent] = _reason(child, child, parent, evidence)
    return sorted(Contradiction(*edge, reason) for edge, reason in found.items())


class _Hierarchies:
    """The hierarchies of several ontologies over the same conditions."""

    def __init__(self, placed: Iterable[Placed]) -> None:
        self.all: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._up: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._down: dict[str, set[str]] = defaultdict(set)
        self._ranks: dict[str, int] = {}
        self._known: dict[tuple[str, str], frozenset[str]] = {}
        self._named: dict[str, set[str]] = defaultdict(set)
        for child, parent, by, rank in placed:
            self.all[child, parent].add(by)
            self._up[by][child].add(parent)
            self._down[parent].add(child)
            self._ranks[by] = rank
            self._named[by] |= {child, parent}

    def supported(self, child: str, parent: str) -> bool:
        """Whether an ontology other than those that state the edge agrees with it, and none disagrees."""
        by = self.all[child, parent]
        others = [
            parent in self._above(name, child) for name in self._placing(child, parent) if name not in by
        ]
        return all(others) and len(by) + len(others) > 1

    def agreed(self, parent: str) -> list[str]:
        """The conditions directly below one, by several ontologies."""
        return sorted(child for child in self._down[parent] if len(self.all[child, parent]) > 1)

    def overruled(self, child: str, parent: str) -> bool:
        """Whether an ontology that outranks all those stating the edge places both, but not this way."""
        rank = max(self._ranks[name] for name in self.all[child, parent])
        return any(
            self._ranks[name] > rank and parent not in self._above(name, child)
            for name in self._placing(child, parent)
        )

    def below(self, condition: str) -> Iterator[str]:
        """The conditions below one, in any ontology."""
        seen, waiting = set[str](), [condition]
        while waiting:
            for child in self._down.get(waiting.pop(), ()):
                if child not in seen:
                    seen.add(child)
                    waiting.append(child)
                    yield child

    def _placing(self, child: str, parent: str) -> Iterator[str]:
        """The ontologies that place the child and know the parent."""
        for name, up in self._up.items():
            if child in up and parent in self._named[name]:
                yield name

    def _above(self, name: str, condition: str) -> frozenset[str]:
        """All conditions above one in one ontology."""
        key = name, condition
        if key not in self._known:
            self._known[key] = frozenset()  # a cycle ends here
            parents = self._up[name].get(condition, set())
            self._known[key] = frozenset(parents.union(*(self._above(name, parent) for parent in parents)))
        return self._known[key]


def _reason(below: str, child: str, parent: str, evidence: Evidence) -> str:
    def told(condition: str, codes: Iterable[str]) -> str:
        name = next(iter(evidence.names.get(condition, ())), condition)
        return f"{name} ({', '.join(sorted(codes)[:3])})"

    kind = "" if below == child else ", a kind of it,"
    lower, higher = told(below, evidence.meant(below)), told(parent, evidence.own[parent])
    return f"{lower}{kind} is coded outside {higher}, and no other ontology places it there"
