"""Pairs of similar codes on their way into the graph: only differences are written."""

from collections.abc import Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.prefetch import ahead
from medcodegraph.progress import Progress

if TYPE_CHECKING:
    from medcodegraph.graph.similarity.edges import Group

_BATCH = 10000
AT_ONCE = 2000
"""After a small load, the pairs that are written at once."""

_INFORMATION = "information_content"
There = dict[str, str]
"""The marks of the pairs that stand with a code, as one text."""


async def inform(graph: Graph, wanted: Mapping[str, float]) -> None:
    """Store with each condition how much a code's relation to it says about the code."""
    query = find("derive_similar_informed")
    there = {row["key"]: row[_INFORMATION] for row in await graph.read_many(query.text, query.columns)}
    rows = [
        {"key": key, _INFORMATION: wanted.get(key)}
        for key in sorted(there.keys() | wanted.keys())
        if there.get(key) != wanted.get(key)
    ]
    for start in range(0, len(rows), _BATCH):
        await graph.write(find("derive_similar_inform").text, {"rows": rows[start : start + _BATCH]})


async def write_all(
    graph: Graph, source: str, groups: "Iterator[Group]", there: There, progress: tuple[Progress, int]
) -> None:
    """Write the groups that differ from those in the graph, and delete what does not belong.

    While one batch is written the next is made. `progress` is told how many of all pairs are done.
    """
    tell, of = progress
    done = 0
    async with aclosing(ahead(_batches(groups, there))) as batches:
        async for batch in batches:
            if batch.there:
                await graph.write(find("derive_similar_forget").text, {"keys": sorted(batch.there)})
            await _write(graph, source, batch.groups)
            done += batch.pairs
            tell("writing similar codes", done, of)
    left = sorted(there)
    for start in range(0, len(left), _BATCH):
        await graph.write(find("derive_similar_forget").text, {"keys": left[start : start + _BATCH]})


@dataclass(frozen=True, slots=True)
class Difference:
    """Groups of pairs to write, none of which is there once those `dropped` (as keys) are deleted."""

    groups: "list[Group]"
    dropped: list[tuple[str, str]]


async def write_changed(graph: Graph, source: str, differences: "Iterator[Difference]") -> None:
    """Delete and write pairs. While one part is written the next is made."""
    async with aclosing(ahead(differences)) as parts:
        async for one in parts:
            for start in range(0, len(one.dropped), _BATCH):
                pairs = [{"a": a, "b": b} for a, b in one.dropped[start : start + _BATCH]]
                await graph.write(find("derive_similar_drop").text, {"pairs": pairs})
            await _write(graph, source, one.groups)


async def _write(graph: Graph, source: str, groups: "list[Group]") -> None:
    if groups:
        rows = [{"key": group.key, "pairs": group.pairs} for group in groups]
        await graph.write(find("derive_similar_write").text, {"source": source, "groups": rows})


@dataclass(frozen=True, slots=True)
class _Batch:
    """Groups to write, which of their codes have pairs already, and how many pairs were gone through."""

    groups: "list[Group]"
    there: set[str]
    pairs: int


def _batches(groups: "Iterator[Group]", there: There) -> Iterator[_Batch]:
    """The groups that differ, about this many pairs at a time; removes what it met from `there`."""
    changed: list[Group] = []
    old: set[str] = set()
    pairs = fresh = 0
    for group in groups:
        pairs += len(group.pairs)
        before = there.pop(group.key, None)
        if before != standing(pair["load"] for pair in group.pairs):
            changed.append(group)
            fresh += len(group.pairs)
            if before is not None:
                old.add(group.key)
        if fresh >= _BATCH or pairs >= 10 * _BATCH:
            yield _Batch(changed, old, pairs)
            changed, old, pairs, fresh = [], set(), 0, 0
    yield _Batch(changed, old, pairs)


def standing(marks: "Iterator[str] | list[str]") -> str:
    """The marks of the pairs that stand with a code, in little space."""
    return " ".join(sorted(marks))
