"""FHIR resources written for a test, read without a database."""

import json
from collections.abc import Mapping
from pathlib import Path

from support.loaded import Loaded, NoNames, load_part

from medcodegraph.graph.facts import Edge, Fact
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.fhir.loader import LOADER

FIXTURES = Path(__file__).parents[1] / "fixtures" / "fhir"
WINGS, MAP, BUNDLE, LINES = (
    FIXTURES / name
    for name in ("codesystem-wings.json", "conceptmap-r4.json", "bundle-2031.json", "beaks.ndjson")
)
URI = "http://example.org/fhir/CodeSystem/wings"


def load(path: Path) -> Loaded:
    (part,) = LOADER.parts([path], {})
    return load_part(part)


def load_text(tmp_path: Path, value: object) -> Loaded:
    path = tmp_path / "given.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return load(path)


def system(*concepts: object) -> Mapping[str, object]:
    return {"resourceType": "CodeSystem", "url": URI, "content": "complete", "concept": list(concepts)}


def facts_of(tmp_path: Path, *resources: object) -> tuple[list[Fact], Report]:
    """The facts of a Bundle of resources."""
    path = tmp_path / "bundle.json"
    entries = [{"resource": each} for each in resources]
    path.write_text(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}))
    report = Report()
    return [fact for part in LOADER.parts([path], {}) for fact in part.facts(report, NoNames())], report


def member_codes(facts: list[Fact], report: Report) -> tuple[list[str], list[str]]:
    """The codes that are members of any value set, and the report's messages."""
    edges = [fact for fact in facts if isinstance(fact, Edge) and fact.kind is Rel.MEMBER_OF]
    return sorted(edge.start[1].partition(":")[2] for edge in edges), report.notices
