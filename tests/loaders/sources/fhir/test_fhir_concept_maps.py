"""FHIR concept maps."""

from pathlib import Path

import pytest
from support.fhir_files import MAP, URI, load, load_text

from medcodegraph.graph.model import Rel


def test_maps_say_how_exactly() -> None:
    """Seen from the mapped code, while FHIR R4 states it from the other side."""
    loaded = load(MAP)
    edges = [edge for edge in loaded.edges if edge.kind is Rel.MAPS_TO]
    maps = [(e.start[1], e.end[1], e.properties["map"], e.properties["match"]) for e in edges]
    assert maps == [
        ("EXAMPLEORGWINGS:W-1", "ICD10CM:C91.00", "Wings to diagnoses", "narrow"),
        ("EXAMPLEORGWINGS:W-1", "ICD10CM:C91.01", "Wings to diagnoses", "broad"),
        ("EXAMPLEORGWINGS:W-2", "ICD10CM:Z00.00", "Wings to diagnoses", "exact"),
        ("EXAMPLEORGWINGS:W-1", "CPT:99901", "Wings to diagnoses", "related"),
    ]
    assert loaded.codes("ICD10CM")["C91.00"]["display"] == "A diagnosis"


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        ({"target": URI}, "it names no code system"),
        (
            {"source": URI, "target": "http://purl.obolibrary.org/obo/mondo.owl"},
            "MONDO terms are loaded as conditions",
        ),
        ({"source": URI, "target": URI}, "it is mapped to itself"),
    ],
)
def test_bad_mappings_are_rejected(tmp_path: Path, group: dict[str, str], reason: str) -> None:
    element = {"code": "A", "target": [{"code": "A", "equivalence": "equal"}]}
    resource = {"resourceType": "ConceptMap", "url": "u:m", "group": [{**group, "element": [element]}]}
    ((line, said),) = load_text(tmp_path, resource).rejects()
    assert line == 1
    assert said.startswith(reason)


def test_unknown_relationships_and_doubles_are_rejected(tmp_path: Path) -> None:
    targets = [{"code": "1", "equivalence": "equal"}, {"code": "1", "equivalence": "wider"}]
    targets += [{"code": "2", "equivalence": "sort of"}]
    group = {"source": URI, "target": "http://loinc.org", "element": [{"code": "A", "target": targets}]}
    loaded = load_text(tmp_path, {"resourceType": "ConceptMap", "url": "u:m", "group": [group]})
    assert [reason for _, reason in loaded.rejects()] == [
        "the mapping of EXAMPLEORGWINGS:A to LOINC:1 is listed twice",
        "'sort of' is not a FHIR relationship",
    ]
