"""FHIR code systems: concepts, properties, hierarchies, status."""

import json
from pathlib import Path

import pytest
from support.fhir_files import MAP, URI, WINGS, facts_of, load, load_text, member_codes, system
from support.loaded import NoNames

from medcodegraph.errors import InputError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Rel
from medcodegraph.loaders.pipeline.run import load as load_into
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.fhir.loader import LOADER

CASE = "only in case, which keys ignore"
PROPERTIES = "http://hl7.org/fhir/concept-properties#"


def test_concepts_become_codes_with_all_their_properties() -> None:
    """A code keeps its case, its key is in capitals."""
    loaded = load(WINGS)
    codes = loaded.codes("EXAMPLEORGWINGS")
    assert loaded.report.rejects == loaded.report.notices == []
    assert codes["W"] == {
        "system": "EXAMPLEORGWINGS",
        "code": "W",
        "display": "Wing",
        "description": "What a bird flies with.",
        "synonyms": ["Pinion", "Aile"],
        "status": "active",
    }
    assert (codes["W-1A"]["code"], codes["W-1A"]["display"]) == ("w-1a", "Very long wing")
    assert [codes[code]["status"] for code in ("W-2", "F", "F-1")] == ["retired", "retired", "active"]
    assert loaded.nodes["SYSTEM:EXAMPLEORGWINGS"].properties == {
        "name": "EXAMPLEORGWINGS",
        "uri": URI,
        "title": "Kinds of wings",
        "publisher": "Bird Office",
        "licence": "CC0-1.0",
        "version": "2031.1",
    }


def test_hierarchy_is_nested_or_given_by_properties() -> None:
    pairs = {(a.partition(":")[2], b.partition(":")[2]) for a, b in load(WINGS).pairs(Rel.CHILD_OF)}
    assert pairs == {("W-1", "W"), ("W-1A", "W-1"), ("W-2", "W"), ("F-1", "F"), ("F-1", "W"), ("F", "X")}


def test_wording_that_belongs_to_somebody_is_left_out() -> None:
    loaded = load(MAP)
    assert loaded.codes("CPT")["99901"] == {"system": "CPT", "code": "99901"}
    assert loaded.report.notices[-1:] == [f"{MAP}: the wording of CPT codes is left out, as it is licensed"]


def test_properties_go_by_the_names_that_fhir_has_for_them(tmp_path: Path) -> None:
    """Systems of HL7 v3 name the parent property subsumedBy."""
    names = {"subsumedBy": "parent", "above": "child", "state": "status", "gone": "inactive"}
    declared = [{"code": code, "uri": f"{PROPERTIES}{name}"} for code, name in names.items()]
    declared.append({"code": "heading", "uri": "http://example.org/concept-properties#notSelectable"})
    concepts = [
        {
            "code": "A",
            "property": [{"code": "above", "valueCode": "C"}, {"code": "gone", "valueBoolean": True}],
        },
        {"code": "B", "property": [{"code": "subsumedBy", "valueCode": "A"}]},
        {"code": "C", "property": [{"code": "state", "valueCode": "retired"}]},
    ]
    chosen = {"system": URI, "filter": [{"property": "concept", "op": "is-a", "value": "A"}]}
    given = {**system(*concepts), "property": declared}
    sets = {"resourceType": "ValueSet", "url": "u:s", "compose": {"include": [chosen]}}
    assert member_codes(*facts_of(tmp_path, sets, given)) == (["A", "B", "C"], [])
    loaded = load_text(tmp_path, given)
    assert loaded.parents() == {"B": "A", "C": "A"}
    states = {code: told["status"] for code, told in loaded.codes("EXAMPLEORGWINGS").items()}
    assert states == {"A": "retired", "B": "active", "C": "retired"}


@pytest.mark.parametrize(
    ("name", "day", "status", "last"),
    [
        ("retirementDate", "2001-05-01", "retired", "2001-04-30"),
        ("deprecationDate", "2001-05-01T08:00:00Z", "retired", "2001-04-30"),
        ("retirementDate", "9001-05-01", "active", "9001-04-30"),
        ("deprecationDate", "2001-05", "retired", "None"),
        ("retirementDate", "9001", "active", "None"),
        ("retirementDate", "soon", "active", "None"),
        ("retirementDate", "0001-01-01", "retired", "None"),
    ],
)
def test_a_code_is_retired_from_the_day_on(
    tmp_path: Path, name: str, day: str, status: str, last: str
) -> None:
    concept = {"code": "A", "property": [{"code": name, "valueDateTime": day}]}
    code = load_text(tmp_path, system(concept)).codes("EXAMPLEORGWINGS")["A"]
    assert (code["status"], str(code.get("valid_to"))) == (status, last)


@pytest.mark.parametrize(
    ("concept", "reason"),
    [
        ({"display": "No code"}, "a code is missing"),
        ({"code": 7}, "a code is missing"),
        ("W", "a code is missing"),
        ({"code": "A"}, "A is listed twice (first on line 3)"),
        ({"code": "a"}, f"a differs from A {CASE}"),
        ({"code": "B", "property": [{"code": "parent", "valueCode": "a"}]}, f"a differs from A {CASE}"),
        ({"code": "B", "property": [{"code": "child", "valueCode": "a"}]}, f"a differs from A {CASE}"),
        ({"code": "B" * 2000}, f"'{'B' * 50}' cannot be a code"),
        ({"code": "B", "concept": {"code": "C"}}, "its nested `concept` is not a list"),
        ({"code": "B", "display": "\ud800"}, "a text contains invalid Unicode"),
        (
            {"code": "B", "property": [{"code": "parent", "valueCode": "Z"}]},
            "EXAMPLEORGWINGS:B is below EXAMPLEORGWINGS:Z, but one of them is not in the system",
        ),
        (
            {"code": "B", "property": [{"code": "parent", "valueCode": "B"}]},
            "through EXAMPLEORGWINGS:B it would be above itself",
        ),
    ],
)
def test_bad_concepts_are_rejected_with_their_line(tmp_path: Path, concept: object, reason: str) -> None:
    text = json.dumps(system({"code": "A"}, concept)).replace('"concept": [', '"concept":\n[\n', 1)
    loaded = load_text(tmp_path, text)
    assert loaded.rejects() == [(3, reason)]
    assert "A" in loaded.codes("EXAMPLEORGWINGS")


def test_codes_that_differ_only_in_case_stay_separate(tmp_path: Path) -> None:
    """Millimetre and megametre are two codes; in systems without such codes, case does not matter."""
    ucum, loinc, caseless = "http://unitsofmeasure.org", "http://loinc.org", f"{URI}-x"
    other = f"{URI}-y"
    pairs = {ucum: ("mm", "Mm"), other: ("mm", "Mm"), loinc: ("la1-1", "LA1-1"), caseless: ("a", "A")}
    include = [{"system": uri, "concept": [{"code": code} for code in pair]} for uri, pair in pairs.items()]
    sets = {"resourceType": "ValueSet", "url": "u:s", "compose": {"include": include}}
    target = {"target": [{"code": "1", "relationship": "equivalent"}]}
    elements = [{"code": code, **target} for code in ("Cal", "cal")]
    group = {"source": other, "target": loinc, "element": elements}
    maps = {"resourceType": "ConceptMap", "url": "u:m", "group": [group]}
    facts, report = facts_of(
        tmp_path, sets, maps, {**system({"code": "A"}), "url": caseless, "caseSensitive": False}
    )
    assert [reject.reason for reject in report.rejects] == [
        f"cal differs from Cal {CASE}",
        f"Mm differs from mm {CASE}",
    ]
    assert member_codes(facts, report)[0] == ["A", "LA1-1", "MM", "Mm", "mm"]


def test_concepts_nested_in_a_rejected_one_move_to_its_parent(tmp_path: Path) -> None:
    inner = {"display": "No code", "concept": [{"code": "C"}]}
    loaded = load_text(tmp_path, system({"code": "A", "concept": [inner]}))
    assert loaded.rejects() == [(1, "a code is missing")]
    assert loaded.parents() == {"C": "A"}


def test_cycles_are_broken_and_reported(tmp_path: Path) -> None:
    above = [{"code": "A", "property": [{"code": "parent", "valueCode": "B"}]}]
    loaded = load_text(
        tmp_path, system(*above, {"code": "B", "concept": [{"code": "C", "concept": [{"code": "D"}]}]})
    )
    assert loaded.report.rejects == []
    inner = {"code": "C", "property": [{"code": "child", "valueCode": "B"}]}
    loaded = load_text(tmp_path, system(*above, {"code": "B", "concept": [inner]}))
    assert [reject.reason.partition("through")[1] for reject in loaded.report.rejects] == ["through"]
    assert len(loaded.pairs(Rel.CHILD_OF)) == 2


@pytest.mark.parametrize("concept", ["abc", {}, {"code": "A"}, {"a": {"code": "A"}}, 7, False])
def test_concepts_that_are_not_a_list_are_refused(tmp_path: Path, concept: object) -> None:
    """Otherwise the system would count as empty, and its codes be swept; none at all is allowed."""
    given = {**system(), "title": "Wings", "concept": concept}
    with pytest.raises(InputError, match=r"given.json:2: the concept of Wings is not a list"):
        load_text(tmp_path, json.dumps(given).replace('"concept"', '\n"concept"'))
    assert load_text(tmp_path, {**given, "concept": None}).rejects() == []
    entries = [{"resource": {**given, "url": f"{URI}-2"}}, {"resource": {**system(), "concept": None}}]
    (tmp_path / "given.json").write_text(json.dumps({"resourceType": "Bundle", "entry": entries}))
    (part,) = LOADER.parts([tmp_path], {})
    with pytest.raises(InputError, match="the concept of Wings is not a list"):
        list(part.facts(Report(), NoNames()))


@pytest.mark.anyio
async def test_the_wording_of_a_code_is_its_own_systems(graph: Graph, tmp_path: Path) -> None:
    """Not that of a value set that contains it."""
    url = "http://e.org/fhir/CodeSystem/numbers"
    listed = {"system": url, "concept": [{"code": "10", "display": "TEN"}, {"code": "11", "display": "XI"}]}
    for name, resource in {
        "system": {**system({"code": "10", "display": "ten"}), "url": url},
        "set": {"resourceType": "ValueSet", "url": "http://e.org/vs", "compose": {"include": [listed]}},
    }.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(resource))
    await load_into(graph, LOADER, [tmp_path], {})
    rows = await graph.read("MATCH (code:Code) RETURN code.code AS code, code.display AS display")
    assert {row["code"]: row["display"] for row in rows} == {"10": "ten", "11": "XI"}
