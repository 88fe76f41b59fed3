"""Relationships of an Athena export that the graph's model has: hierarchy, mappings, replacements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from medcodegraph.graph.facts import Fact
from medcodegraph.graph.hierarchy import Ends, circles
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.codes.facts import code_edge, replacement_edges
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.athena.tables import RELATIONS, days_in, number_in, table_rows
from medcodegraph.loaders.wording import circular

MAPS_TO, IS_A = "OHDSI Maps to", "OHDSI Is a"
"""The maps from codes to standard codes, and to broader ones of another system."""
_READ = {"Maps to", "Is a", "Concept replaced by"}


class _Relation(NamedTuple):
    """A valid relation of a kind that is read, and where it is stated; codes that are not loaded are None."""

    kind: str
    start: str | None
    end: str | None
    since: date | None
    file: str
    line: int


def relation_facts(files: Sequence[Packed], keys: Mapping[int, str], report: Report) -> Iterator[Fact]:
    """The edges between the codes with these ids; valid relations only, each once.

    Rejects an invalid id or date and edges that close a cycle; reports how many lead to other vocabularies.
    """
    outside, first = 0, ""
    mapped = {"Maps to": Ends(), "Is a": Ends()}
    below = Ends()
    replaced: dict[tuple[str, str], date | None] = {}
    for kind, start, end, since, file, line in _relations(files, keys, report):
        if start is None or end is None:
            outside, first = outside + 1, first or f"{file}:{line}"
        elif start == end:
            continue
        elif kind == "Concept replaced by":
            replaced.setdefault((start, end), since)
        elif kind == "Is a" and start.partition(":")[0] == end.partition(":")[0]:
            below.add(start, end)
        elif mapped[kind].add(start, end):
            how = {"map": MAPS_TO} if kind == "Maps to" else {"map": IS_A, "match": "narrow"}
            yield code_edge(Rel.MAPS_TO, start, end, how)
    yield from replacement_edges(replaced)
    back = circles(below)
    for child, parent, file, line in _stated(back, files, keys):
        report.reject(file, line, circular(parent), f"{child} is a {parent}")
    for child, parents in below.items():
        yield from (code_edge(Rel.CHILD_OF, child, up) for up in parents if (child, up) not in back)
    if outside:
        report.notice(f"{first}: {outside} relations lead to concepts that are not loaded; this is the first")


def _relations(files: Sequence[Packed], keys: Mapping[int, str], report: Report) -> Iterator[_Relation]:
    for source in files:
        for line, row in table_rows(source, RELATIONS, report):
            kind = row["relationship_id"]
            if kind not in _READ or row["invalid_reason"]:
                continue
            try:
                start, end = (keys.get(number_in(row, name)) for name in ("concept_id_1", "concept_id_2"))
                since, _ = days_in(row)
            except ValueError as error:
                report.reject(source.name, line, str(error), kind)
            else:
                yield _Relation(kind, start, end, since, source.name, line)


def _stated(
    some: Collection[tuple[str, str]], files: Sequence[Packed], keys: Mapping[int, str]
) -> Iterator[tuple[str, str, str, int]]:
    """Edges of the hierarchy with the file and line that first state them: read again, as they are few."""
    left = set(some)
    for one in _relations(files, keys, Report()) if left else ():
        if one.kind == "Is a" and one.start and one.end and (one.start, one.end) in left:
            left.remove((one.start, one.end))
            yield one.start, one.end, one.file, one.line
