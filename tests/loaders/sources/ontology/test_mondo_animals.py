"""MONDO states which diseases are those of other animals."""

import json
from pathlib import Path

from support.loaded import NoNames

from medcodegraph.graph.facts import Node
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.ontology.mondo import LOADER


def test_diseases_of_other_animals_are_marked(tmp_path: Path) -> None:
    """By the hierarchy: what is below both is of people, what is below neither is not known."""
    above: dict[str, list[str]] = {
        "MONDO:0005583": [],
        "MONDO:0700096": [],
        "MONDO:0000001": ["MONDO:0005583"],
        "MONDO:0000002": ["MONDO:0000001"],
        "MONDO:0000003": ["MONDO:0005583", "MONDO:0700096"],
        "MONDO:0000004": ["MONDO:0700096"],
        "MONDO:0000005": [],
    }
    terms = {key: {"label": f"name of {key}", "ancestors": dict.fromkeys(up, 1)} for key, up in above.items()}
    file = tmp_path / "MONDO-ontology-v2031-05-05.json"
    file.write_text(json.dumps(terms), "utf-8")
    (part,) = LOADER.parts([file], {})
    nodes = [fact for fact in part.facts(Report(), NoNames()) if isinstance(fact, Node)]
    assert {node.key: node.properties["non_human"] for node in nodes} == {
        "MONDO:0005583": True,
        "MONDO:0700096": False,
        "MONDO:0000001": True,
        "MONDO:0000002": True,
        "MONDO:0000003": False,
        "MONDO:0000004": False,
        "MONDO:0000005": None,
    }
