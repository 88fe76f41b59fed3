"""Reads and checks a whole part: a stream of packed batches, followed by a summary."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import NamedTuple

from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.model import Rel
from medcodegraph.graph.write.batches import UnfitFact
from medcodegraph.loaders.pipeline.parts import read_batches, reject_circles
from medcodegraph.loaders.pipeline.spool import packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Names, Part


class Chunk(NamedTuple):
    """A packed batch, how many facts it holds, and how many rows were read so far."""

    rows: int
    facts: int
    batch: bytes


@dataclass(frozen=True, slots=True)
class Read:
    """The summary of reading a part, which comes last. `left_out` are edges not to be written."""

    report: Report
    nodes: int
    left_out: Set[tuple[Rel, str, str]]


def read_part(part: Part, names: Names, size: int) -> Iterator[Chunk | Read]:
    """Read a part in batches of the given size.

    Raises InputError for an invalid file, MedcodegraphError for a bug in its loader.
    """
    report = Report()
    batches = read_batches(part, names, report, size)
    try:
        for batch in batches:
            yield Chunk(report.rows, batch.facts, packed(batch))
    except UnfitFact as error:
        raise MedcodegraphError(f"a bug in the loader of {part.name}: {error}") from error
    yield Read(report, batches.nodes, reject_circles(part, batches, report))
