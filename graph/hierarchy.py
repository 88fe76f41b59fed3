"""Hierarchies, as the parents of each node: what is above one, and cycles (nodes above themselves)."""

from collections.abc import Mapping, Sequence


def lineage(node: str, parents: Mapping[str, Sequence[str]]) -> set[str]:
    """A node and all above it."""
    found, waiting = set[str](), [node]
    while waiting:
        if (one := waiting.pop()) not in found:
            found.add(one)
            waiting.extend(parents.get(one, ()))
    return found


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
