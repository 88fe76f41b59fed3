"""Relationships of an Athena export that the graph's model has: hierarchy, mappings, replacements."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from medcodegraph.graph.facts import Fact
from medcodegraph.graph.hierarchy import circles
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.codes.facts import code_edge, replacement_edges
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.athena.tables import RELATIONS, days_in, number_in, table_rows
from medcodegraph.loaders.wording import circular

MAPS_TO, IS_A = "OHDSI Maps to", "OHDSI Is a"
"""The maps from codes to standard codes, and to broader ones of another system."""
_READ = {"Maps to", "Is a", "Concept replaced by"}


def relation_facts(files: Sequence[Packed], keys: Mapping[int, str], report: Report) -> Iterator[Fact]:
    """The edges between the codes with these ids; valid relations only, each once.

    Rejects an invalid id or date and edges that close a cycle; reports how many lead to other vocabularies.
    """
    outside, first = 0, ""
    seen: set[tuple[str, str, str]] = set()
    below: dict[str, list[str]] = {}
    replaced: dict[tuple[str, str], date | None] = {}
    lines: dict[tuple[str, str], tuple[str, int]] = {}
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
                continue
            if start is None or end is None:
                outside, first = outside + 1, first or f"{source.name}:{line}"
                continue
            if start == end or (kind, start, end) in seen:
                continue
            seen.add((kind, start, end))
            if kind == "Concept replaced by":
                replaced[start, end] = since
            elif kind == "Maps to":
                yield code_edge(Rel.MAPS_TO, start, end, {"map": MAPS_TO})
            elif start.partition(":")[0] != end.partition(":")[0]:
                yield code_edge(Rel.MAPS_TO, start, end, {"map": IS_A, "match": "narrow"})
            else:
                below.setdefault(start, []).append(end)
                lines[start, end] = (source.name, line)
    yield from replacement_edges(replaced)
    yield from _hierarchy(below, lines, report)
    if outside:
        report.notice(f"{first}: {outside} relations lead to concepts that are not loaded; this is the first")


def _hierarchy(
    below: Mapping[str, Sequence[str]], lines: Mapping[tuple[str, str], tuple[str, int]], report: Report
) -> Iterator[Fact]:
    back = circles(below)
    for child, parents in below.items():
        for parent in parents:
            if (child, parent) in back:
                file, line = lines[child, parent]
                report.reject(file, line, circular(parent), f"{child} is a {parent}")
            else:
                yield code_edge(Rel.CHILD_OF, child, parent)
