"""Hierarchies, as the parents of each node: what is above one, and cycles (nodes above themselves)."""

from collections.abc import Iterator, Mapping, Sequence


def lineage(node: str, parents: Mapping[str, Sequence[str]]) -> set[str]:
    """A node and all above it."""
    found, waiting = set[str](), [node]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting.extend(parents.get(one, ()))
    return found


class Ends(Mapping[str, Sequence[str]]):
    """The ends of the edges from each start, in order: takes little space where most have one."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}
        self._others: dict[str, dict[str, None]] = {}  # sets in order

    def add(self, start: str, end: str) -> bool:
        """Add an edge; whether it was not there."""
        if start not in self._first:
            self._first[start] = end
            return True
        if end == self._first[start] or end in self._others.get(start, ()):
            return False
        self._others.setdefault(start, {})[end] = None
        return True

    def __getitem__(self, start: str) -> Sequence[str]:
        first, others = self._first[start], self._others.get(start)
        return (first, *others) if others else (first,)

    def __iter__(self) -> Iterator[str]:
        return iter(self._first)

    def __len__(self) -> int:
        return len(self._first)


def circles(parents: Mapping[str, Sequence[str]]) -> set[tuple[str, str]]:
    """The edges (child, parent) that close a cycle: without them the hierarchy has none."""
    back = set()
    done: set[str] = set()
    for start in parents:
        if start in done:
            continue
        path = {start: iter(parents[start])}  # from the start upwards, with the parents not yet visited
        while path:
            child, rest = next(reversed(path.items()))
            parent = next(rest, None)
            if parent is None:
                del path[child]
                done.add(child)
            elif parent in path:
                back.add((child, parent))
            elif parent not in done:
                path[parent] = iter(parents.get(parent, ()))
    return back
