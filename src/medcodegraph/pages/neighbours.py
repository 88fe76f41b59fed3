"""The neighbours of an object: as a list, and as nodes and edges for a graph drawing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from medcodegraph.pages import words
from medcodegraph.pages.blocks import Block, Chain, Line, Link, Page, Section
from medcodegraph.pages.cited import Cited
from medcodegraph.pages.words import Data

RELATIONS = {
    "parents": ("CHILD_OF", "Above"),
    "children": ("CHILD_OF", "Below"),
    "replacedBy": ("REPLACED_BY", "Replaced by"),
    "replaces": ("REPLACED_BY", "Replaces"),
    "mapsTo": ("MAPS_TO", "Maps to"),
    "billed": ("BILLS", "Procedures"),
    "procedures": ("INDICATED_FOR", "Procedures"),
    "conditions": ("CLASSIFIES", "Conditions"),
    "indications": ("INDICATED_FOR", "Indications"),
    "alternatives": ("ALTERNATIVE_TO", "Alternatives"),
    "codes": ("", "Codes"),
    "policies": ("COVERS", "Policies"),
    "diagnoses": ("SUPPORTS", "Diagnoses"),
    "payers": ("ISSUED_BY", "Payers"),
    "cites": ("CITES", "Cites"),
    "citedBy": ("CITES", "Cited by"),
    "supersedes": ("SUPERSEDES", "Replaces"),
    "similar": ("SIMILAR_TO", "Similar codes"),
}
"""The fields of the document, each with its relationship and heading."""

_ELSEWHERE = {
    ("Condition", "codes"): "CLASSIFIES",
    ("Procedure", "codes"): "BILLS",
    ("Policy", "codes"): "COVERS",
    ("Payer", "policies"): "ISSUED_BY",
    ("Condition", "policies"): "SUPPORTS",
    ("Condition", "parents"): "IS_A",
    ("Condition", "children"): "IS_A",
}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The neighbours by one relation, and their total number."""

    relation: str
    heading: str
    things: list[Data]
    total: int


def found(node: Data) -> Iterator[Neighbours]:
    """The neighbours of a node, by relation."""
    for field, (relation, heading) in RELATIONS.items():
        value = node.get(field)
        if not value:
            continue
        things = list(_things(value))
        total = value["totalCount"] if isinstance(value, dict) else len(things)
        if things:
            relation = _ELSEWHERE.get((node["__typename"], field), relation)
            yield Neighbours(relation, heading, things, total)


def page(answer: Data, ways: Iterable[Data] = ()) -> Page:
    """The list: a section for each relation, preceded by the paths to another object."""
    node, cited = answer["node"], Cited()
    sections = _ways(ways, cited)
    for one in found(node):
        section = Section(one.heading, "", count=one.total)
        section.list(_named(thing) for thing in one.things)
        words.say_more(section, len(one.things), one.total)
        sections.append(section)
    return Page(
        "Graph", node["key"], name_of(node), ["Neighbourhood"], [], sections, cited.lines(), name_of(node)
    )


def picture(answer: Data, ways: Iterable[Data] = ()) -> dict[str, Any]:
    """Nodes, edges, and what was left out, for the drawing script."""
    node = answer["node"]
    nodes = {node["key"]: _drawn(node)}
    edges: dict[str, dict[str, str]] = {}
    cut = []
    for one in found(node):
        for thing in one.things:
            nodes.setdefault(thing["key"], _drawn(thing))
            _join(edges, node["key"], thing["key"], one.relation)
        if one.total > len(one.things):
            cut.append(f"{one.heading}: {len(one.things)} of {one.total:,}")
    for way in ways:
        at = node["key"]
        for step in way["steps"]:
            thing = step["node"]
            nodes.setdefault(thing["key"], _drawn(thing))
            _join(edges, at, thing["key"], step["relation"])
            at = thing["key"]
    return {"nodes": list(nodes.values()), "edges": list(edges.values()), "cut": cut}


def name_of(thing: Data) -> str:
    """An object's name, or its key if it has none."""
    return str(thing.get("display") or thing.get("name") or thing.get("title") or thing["key"])


def _join(edges: dict[str, dict[str, str]], one: str, other: str, relation: str) -> None:
    low, high = sorted((one, other))
    edges.setdefault(f"{low} {relation} {high}", {"source": one, "target": other, "relation": relation})


def _things(value: Any) -> Iterator[Data]:
    """The objects of a field, whether it is a connection, a list of facts or a list."""
    if isinstance(value, dict):
        value = value["nodes"] if "nodes" in value else [edge["node"] for edge in value["edges"]]
    for one in value:
        yield one.get("code") or one.get("condition") or one.get("procedure") or one


def _drawn(thing: Data) -> dict[str, str]:
    return {"id": thing["key"], "kind": thing["__typename"], "name": name_of(thing)}


def _named(thing: Data) -> Line:
    kind, key = thing["__typename"], thing["key"]
    line: Line = [Link(kind, key, key if kind == "Code" else name_of(thing))]
    return [*line, f" {thing['display']}"] if thing.get("display") else line


def _ways(ways: Iterable[Data], cited: Cited) -> list[Section]:
    chains: list[Block] = []
    for way in ways:
        lines = [
            [
                *_named(step["node"]),
                f" {step['fact'] or step['relation'].lower()}",
                *cited.by(*step["sources"]),
            ]
            for step in way["steps"]
        ]
        chains.append(Chain(lines))
    return [Section("Paths between the two", "", chains, len(chains))] if chains else []
