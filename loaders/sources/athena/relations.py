"""Relationships of an Athena export that the graph's model has: hierarchy, mappings, replacements."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
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
    mapped: set[tuple[str, str, str]] = set()
    below: dict[str, list[str]] = {}
    replaced: dict[tuple[str, str], date | None] = {}
    for source in files:
        for line, row in table_rows(source, RELATIONS, report):
            kind = row["relationship_id"]
            if kind not in _READ or row["invalid_reason"]:
                continue
            try:
                start, end = _ends(row, keys)
                since, _ = days_in(row)
            except ValueError as error:
                report.reject(source.name, line, str(error), kind)
                continue
            if start is None or end is None:
                outside, first = outside + 1, first or f"{source.name}:{line}"
            elif start == end:
                continue
            elif kind == "Concept replaced by":
                replaced.setdefault((start, end), since)
            elif kind == "Is a" and start.partition(":")[0] == end.partition(":")[0]:
                above = below.setdefault(start, [])
                if end not in above:
                    above.append(end)
            elif (kind, start, end) not in mapped:
                mapped.add((kind, start, end))
                how = {"map": MAPS_TO} if kind == "Maps to" else {"map": IS_A, "match": "narrow"}
                yield code_edge(Rel.MAPS_TO, start, end, how)
    yield from replacement_edges(replaced)
    back = circles(below)
    for (child, parent), (file, line) in _stated(back, files, keys).items():
        report.reject(file, line, circular(parent), f"{child} is a {parent}")
    for child, parents in below.items():
        yield from (code_edge(Rel.CHILD_OF, child, up) for up in parents if (child, up) not in back)
    if outside:
        report.notice(f"{first}: {outside} relations lead to concepts that are not loaded; this is the first")


def _ends(row: Mapping[str, str], keys: Mapping[int, str]) -> tuple[str | None, str | None]:
    return keys.get(number_in(row, "concept_id_1")), keys.get(number_in(row, "concept_id_2"))


def _stated(
    some: Collection[tuple[str, str]], files: Sequence[Packed], keys: Mapping[int, str]
) -> dict[tuple[str, str], tuple[str, int]]:
    """The file and line that first state that a code is another: read again, as few close a cycle."""
    found: dict[tuple[str, str], tuple[str, int]] = {}
    for source in files if some else ():
        for line, row in table_rows(source, RELATIONS, Report()):
            if row["relationship_id"] != "Is a" or row["invalid_reason"]:
                continue
            with suppress(ValueError):
                start, end = _ends(row, keys)
                if start and end and (start, end) in some:
                    found.setdefault((start, end), (source.name, line))
    return found
