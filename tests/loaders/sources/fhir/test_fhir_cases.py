"""FHIR as publishers write it: small inputs that went wrong."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from support.fhir_files import load_text, system
from support.loaded import NoNames

from medcodegraph.errors import InputError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.pipeline.run import load as load_into
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.fhir.loader import LOADER

CASES = Path(__file__).parents[3] / "cases" / "fhir"
TIER = "EXAMPLEORGBENEFITKIND05CC73A7"


class Known(NoNames):
    """A graph in which other sources state some codes."""

    def __init__(self, codes: Mapping[str, Sequence[str]]) -> None:
        self._codes = codes

    def codes(self, system: str) -> dict[str, bool | None]:
        return dict.fromkeys(self._codes.get(system, ()))


def of_case(name: str, known: Mapping[str, Sequence[str]] | None = None) -> tuple[list[Fact], Report]:
    """The facts of one of the small problematic inputs."""
    report = Report()
    parts = LOADER.parts([CASES / name], {})
    return [fact for part in parts for fact in part.facts(report, Known(known or {}))], report


def codes_of(facts: Sequence[Fact]) -> dict[str, Mapping[str, object]]:
    """The properties of each code."""
    return {
        fact.key: fact.properties for fact in facts if isinstance(fact, Node) and fact.label is Label.CODE
    }


def maps_of(facts: Sequence[Fact]) -> list[tuple[str, str, object]]:
    """The codes that maps join, and their conditions."""
    edges = [fact for fact in facts if isinstance(fact, Edge) and fact.kind is Rel.MAPS_TO]
    return [(edge.start[1], edge.end[1], edge.properties["depends_on"]) for edge in edges]


def test_a_code_keeps_its_case_if_only_a_value_set_names_it(tmp_path: Path) -> None:
    """In a system whose codes may differ only in case, the key keeps it too."""
    units, _ = of_case("t01-ucum-valueset.json")
    assert codes_of(units)["UCUM:mg/dL"]["code"] == "mg/dL"
    force, report = of_case("t01b-ucum-bothcase.json")
    assert list(codes_of(force)) == ["UCUM:s", "UCUM:S", "UCUM:ms", "UCUM:Ms"]
    assert report.rejects == []
    problems, _ = of_case("t04-dependson.json")
    assert codes_of(problems)["EXAMPLEORGPROBLEM:GENITAL-CA"]["code"] == "genital-ca"


def test_a_supplement_adds_words_and_neither_codes_nor_a_status() -> None:
    facts, _ = of_case("t03-supplement.json", {TIER: ["SNF"]})
    assert codes_of(facts) == {
        f"{TIER}:SNF": {"system": TIER, "code": "snf", "synonyms": ["Etablissement de soins"]}
    }
    with pytest.raises(InputError, match=rf"1 codes of French words .* are not in {TIER} as loaded: snf"):
        of_case("t03-supplement.json")
    facts, report = of_case("../more/snomed-fr.json", {"SNOMED": ["9000001"]})
    assert list(codes_of(facts)) == ["SNOMED:9000001"]
    assert [notice.partition(": ")[2] for notice in report.notices] == [
        "1 codes of Own words for SNOMED codes are not in SNOMED as loaded: 9999999; they are left out"
    ]


def test_a_system_that_is_not_complete_does_not_say_that_its_codes_are_active(tmp_path: Path) -> None:
    for content, status in (("fragment", None), ("complete", "active")):
        loaded = load_text(tmp_path, {**system({"code": "A"}), "content": content})
        assert loaded.codes("EXAMPLEORGWINGS")["A"].get("status") == status


def test_a_maps_conditions_are_on_its_edge() -> None:
    facts, report = of_case("t04-dependson.json")
    assert maps_of(facts) == [
        ("EXAMPLEORGPROBLEM:GENITAL-CA", "ICD10CM:C61", "patient-sex: male"),
        ("EXAMPLEORGPROBLEM:GENITAL-CA", "ICD10CM:C57.9", "patient-sex: female"),
        ("EXAMPLEORGPROBLEM:HTN", "ICD10CM:I10", ""),
    ]
    assert report.rejects == report.notices == []


def test_a_map_without_a_counterpart_or_with_a_rule_for_others_says_so() -> None:
    facts, report = of_case("t05-unmapped.json")
    assert codes_of(facts)["EXAMPLEORGPOS:99"]["unmapped"] == ["Place of service to encounter class"]
    assert [notice.rpartition("are mapped ")[2] for notice in report.notices] == [
        "to UNK: this rule is left out",
        "as the map http://example.org/fhir/ConceptMap/fallback says: this rule is left out",
    ]


def test_other_addresses_of_a_system_are_that_system() -> None:
    facts, report = of_case("t33-alias.json")
    assert list(codes_of(facts)) == [
        *("ICD10CM:I50.9", "ICD10CM:I50.22", "ICD10CM:I50.23", "ICD9CM:428.0", "HCPCS:Q2041", "LOINC:33762-6")
    ]
    assert report.rejects == []


def test_a_code_with_a_point_and_without_is_one_code() -> None:
    facts, _ = of_case("t34-dots.json")
    assert {*codes_of(facts)} == {
        *("ICD9CM:428.0", "ICD9CM:401.9", "ICD10CM:I50.9", "ICD10CM:I10", "ICD10WHO:I50.0"),
    }


@pytest.mark.anyio
@pytest.mark.parametrize("lines", [False, True], ids=["bundle", "one per line"])
async def test_how_files_are_packed_does_not_change_whose_wording_counts(
    graph: Graph, tmp_path: Path, lines: bool
) -> None:
    """The system's, even if a value set and a map of the same file word the code differently."""
    path = CASES / "bundle-words.json"
    if lines:
        entries = json.loads(path.read_text())["entry"]
        path = tmp_path / "words.ndjson"
        path.write_text("".join(json.dumps(each["resource"]) + "\n" for each in entries))
    await load_into(graph, LOADER, [path], {})
    rows = await graph.read(
        "MATCH (c:Code)-[:MEMBER_OF]->() RETURN c.code AS code, c.display AS display ORDER BY code"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("inPt", "Inpatient stay"),
        ("outPt", "Outpatient visit"),
    ]
