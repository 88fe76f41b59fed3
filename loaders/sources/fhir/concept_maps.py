"""FHIR ConceptMaps: which code of one system is which of another."""

from collections.abc import Iterator, Mapping

from medcodegraph.graph.facts import Fact
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.code_facts import code_edge
from medcodegraph.loaders.files.json_rows import JsonRow
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.fhir.codes import Codes
from medcodegraph.loaders.sources.fhir.files import Form, Resource, items_in, rows, text_in
from medcodegraph.loaders.usable_text import sound

_MATCH = {
    # R4: how the target stands to the source
    "equal": "exact",
    "equivalent": "exact",
    "wider": "narrow",
    "subsumes": "narrow",
    "narrower": "broad",
    "specializes": "broad",
    "inexact": "related",
    "relatedto": "related",
    "unmatched": None,
    "disjoint": None,
    # R5
    "source-is-narrower-than-target": "narrow",
    "source-is-broader-than-target": "broad",
    "related-to": "related",
    "not-related-to": None,
}
"""How the code that is mapped stands to the other; None where they do not belong together."""


def concept_map_facts(
    source: Packed, form: Form, maps: Mapping[int, Resource], codes: Codes, report: Report
) -> Iterator[Fact]:
    """The edges of the maps of a file (by their place in it), with the codes they join; counts elements.

    Rejects an element without a code or system, and a target likewise, with an unknown relationship, or that
    was mapped to before.
    """
    groups: dict[tuple[int, int], dict[str, str]] = {}
    for place, row in rows(source, form, "group", "*", frozenset({"source", "target"})):
        if isinstance(row.value, str):
            groups.setdefault((place, row.places[-1]), {})[row.key] = row.value
    pairs: set[tuple[int, str, str]] = set()
    for place, row in rows(source, form, "group", "*", "element", "*"):
        if place not in maps:
            continue
        report.rows += 1
        group = groups.get((place, row.places[-2]), {})
        targets = items_in(row.value, "target")
        for target in targets:
            try:
                mapped = _mapped(maps[place], row, target, group, codes)
            except ValueError as error:
                words = f"{text_in(row.value, 'code')} to {text_in(target, 'code')}"
                report.reject(source.name, row.line, str(error), words)
                continue
            if mapped is None:
                continue
            start, end, facts = mapped
            if (place, start, end) in pairs:
                report.reject(source.name, row.line, f"{start} is mapped to {end} twice", f"{start} to {end}")
                continue
            pairs.add((place, start, end))
            yield from facts


def _mapped(
    resource: Resource, row: JsonRow, target: object, group: Mapping[str, str], codes: Codes
) -> tuple[str, str, list[Fact]] | None:
    """The keys of both codes and the facts; None for a target that is said to be none."""
    said = text_in(target, "relationship", "equivalence").lower()
    if said and said not in _MATCH:
        raise ValueError(f"{said!r} is not a relationship of FHIR")
    if said and _MATCH[said] is None:
        return None
    uris = group.get("source", ""), group.get("target", "")
    values = row.value, target
    start, end = (
        codes.named(uri, value.get("code") if isinstance(value, dict) else None)
        for uri, value in zip(uris, values, strict=True)
    )
    if start == end:
        raise ValueError("it is mapped to itself")
    facts: list[Fact] = []
    for uri, key, value in zip(uris, (start, end), values, strict=True):
        display = text_in(value, "display")
        facts += codes.facts(resource, uri, key, {"display": display if sound(display) else None})
    told = {"map": resource.called, "match": _MATCH.get(said)}
    facts.append(code_edge(Rel.MAPS_TO, start, end, told, resource.cites))
    return start, end, facts
