"""FHIR ConceptMaps: mappings between codes of two systems."""

from collections.abc import Iterator, Mapping, Sequence

from medcodegraph.graph.facts import Fact, Value
from medcodegraph.graph.model import Rel
from medcodegraph.graph.write.batches import LONGEST_INDEXED
from medcodegraph.loaders.codes.facts import code_edge
from medcodegraph.loaders.files.json_rows import JsonRow
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.fhir.codes import Codes
from medcodegraph.loaders.sources.fhir.contents import At, Contents
from medcodegraph.loaders.sources.fhir.files import Resource, items_in, text_in
from medcodegraph.loaders.uris.names import last_word
from medcodegraph.loaders.usable_text import sound
from medcodegraph.loaders.wording import INVALID_UNICODE

_MATCH = {
    # R4: how the target relates to the source
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
"""How the mapped code relates to the other; None if they do not correspond."""
_VALUES = ("value", "valueCode", "valueString", "valueCoding", "valueBoolean", "valueQuantity")
"""The elements in which R4 and R5 give the value of a target's condition."""


def concept_map_facts(
    contents: Contents, maps: Mapping[int, Resource], codes: Codes, report: Report
) -> Iterator[Fact]:
    """The edges of the maps of a file (by index), with the codes they join; counts elements.

    A map's conditions become a property of the edge; the lack of a counterpart, a property of the code.
    Rejects an element or target without a code or system, with an unknown relationship, or a duplicate
    target. Reports which codes a group's rule for unlisted codes would map.
    """
    groups: dict[tuple[int, int], dict[str, str]] = {}
    for place, row in contents.rows(At.GROUP):
        if place in maps and row.key == "unmapped":
            report.notice(f"{contents.name}:{row.line}: {maps[place].called}: {_otherwise(row.value)}")
        elif isinstance(row.value, str):
            groups.setdefault((place, row.places[-1]), {})[row.key] = row.value
    pairs: set[tuple[int, str, str, str]] = set()
    for place, row in contents.rows(At.ELEMENT):
        if place not in maps:
            continue
        report.rows += 1
        group = groups.get((place, row.places[-2]), {})
        targets = items_in(row.value, "target")
        if _has_none(row.value, targets):
            yield from _without(contents.name, maps[place], row, group, codes, report)
            continue
        for target in targets:
            try:
                mapped = _mapped(maps[place], row, target, group, codes)
            except ValueError as error:
                words = f"{text_in(row.value, 'code')} to {text_in(target, 'code')}"
                report.reject(contents.name, row.line, str(error), words)
                continue
            if mapped is None:
                continue
            start, end, condition, facts = mapped
            if (place, start, end, condition) in pairs:
                report.reject(
                    contents.name,
                    row.line,
                    f"the mapping of {start} to {end} is listed twice",
                    f"{start} to {end}",
                )
                continue
            pairs.add((place, start, end, condition))
            yield from facts


def _otherwise(rule: object) -> str:
    """The notice about a group's rule for unlisted codes."""
    match text_in(rule, "mode"):
        case "fixed":
            what = f"to {text_in(rule, 'code')}"
        case "other-map":
            what = f"as the map {text_in(rule, 'url', 'otherMap')} says"
        case "provided" | "use-source-code":
            what = "to the code itself"
        case mode:
            what = f"by the rule {mode!r}"
    return f"codes that a group does not list are mapped {what}: this rule is left out"


def _has_none(element: object, targets: Sequence[object]) -> bool:
    """Whether a map states that there is no counterpart for a code."""
    if isinstance(element, dict) and element.get("noMap") is True:
        return True
    words = [text_in(target, "relationship", "equivalence").lower() for target in targets]
    return bool(words) and all(word == "unmatched" for word in words)


def _without(
    file: str, resource: Resource, row: JsonRow, group: Mapping[str, str], codes: Codes, report: Report
) -> Iterator[Fact]:
    """A code that has no counterpart in the other system."""
    uri, code = group.get("source", ""), text_in(row.value, "code")
    try:
        key = codes.named(uri, code)
    except ValueError as error:
        report.reject(file, row.line, str(error), f"{code} to nothing")
        return
    display = text_in(row.value, "display")
    told: dict[str, Value] = {
        "display": display if sound(display) else None,
        "unmapped": [resource.called[:LONGEST_INDEXED]],
    }
    yield from codes.facts(resource, uri, key, told)


def _condition(target: object) -> str:
    """A target's condition in words: `patient-sex: male`; empty if it is unconditional."""
    found = []
    for each in items_in(target, "dependsOn"):
        name = text_in(each, "attribute", "property")
        value = next((each[name] for name in _VALUES if name in each), "") if isinstance(each, dict) else ""
        if isinstance(value, dict):
            value = text_in(value, "code", "display", "value")
        found.append(f"{last_word(name)}: {str(value).strip()}")
    return "; ".join(found)


def _mapped(
    resource: Resource, row: JsonRow, target: object, group: Mapping[str, str], codes: Codes
) -> tuple[str, str, str, list[Fact]] | None:
    """The keys of both codes, the condition, and the facts; None for a target stated not to match."""
    said = text_in(target, "relationship", "equivalence").lower()
    if said and said not in _MATCH:
        raise ValueError(f"{said!r} is not a FHIR relationship")
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
    condition = _condition(target)
    if not sound(condition):
        raise ValueError(f"what it depends on {INVALID_UNICODE}")
    told = {"map": resource.called, "match": _MATCH.get(said), "depends_on": condition}
    facts.append(code_edge(Rel.MAPS_TO, start, end, told, resource.cites, id_=condition[:LONGEST_INDEXED]))
    return start, end, condition, facts
