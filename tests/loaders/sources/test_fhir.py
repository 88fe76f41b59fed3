"""FHIR terminology: code systems, concept maps and value sets, in every form."""

import gzip
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from support.loaded import Loaded, NoNames, load_part

from medcodegraph.errors import InputError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.parts import parts_of
from medcodegraph.loaders.pipeline.run import load as load_into
from medcodegraph.loaders.pipeline.run import unload
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.fhir.loader import LOADER
from medcodegraph.loaders.sources.fhir.value_sets import value_set_key
from medcodegraph.loaders.system_uris import name_of
from medcodegraph.loaders.uri_names import slug_of

FIXTURES = Path(__file__).parents[2] / "fixtures" / "fhir"
WINGS, MAP, BUNDLE, LINES = (
    FIXTURES / name
    for name in ("codesystem-wings.json", "conceptmap-r4.json", "bundle-2031.json", "beaks.ndjson")
)
URI = "http://example.org/fhir/CodeSystem/wings"
CAPITALS = "differ by capitals only, which keys do not tell apart"
PROPERTIES = "http://hl7.org/fhir/concept-properties#"


def load(path: Path) -> Loaded:
    (part,) = LOADER.parts([path], {})
    return load_part(part)


def load_text(tmp_path: Path, value: object) -> Loaded:
    path = tmp_path / "given.json"
    path.write_text(value if isinstance(value, str) else json.dumps(value))
    return load(path)


def system(*concepts: object) -> Mapping[str, object]:
    return {"resourceType": "CodeSystem", "url": URI, "content": "complete", "concept": list(concepts)}


def test_a_code_system_is_a_part_by_its_address() -> None:
    (part,) = LOADER.parts([WINGS], {})
    told = part.provenance
    assert part.name == "fhir/codesystem/example-org-fhir-codesystem-wings"
    assert (told.title, told.publisher, told.licence, told.release) == (
        "Kinds of wings",
        "Bird Office",
        "CC0-1.0",
        "2031.1",
    )


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


def test_wording_that_belongs_to_somebody_is_left_out() -> None:
    loaded = load(MAP)
    assert loaded.codes("CPT")["99901"] == {"system": "CPT", "code": "99901"}
    assert loaded.report.notices[-1:] == [f"{MAP}: the wording of CPT codes is left out, as it is licensed"]


@pytest.mark.anyio
async def test_a_bundle_is_one_part_with_a_document_for_each_resource(graph: Graph) -> None:
    """In R5; resources of other kinds, and members given only by a rule, are reported as left out."""
    outcomes = await load_into(graph, LOADER, [BUNDLE], {}, Manner(max_rejects=0))
    assert [outcome.part for outcome in outcomes] == ["fhir/bundle"]
    notices = [notice for outcome in outcomes for notice in outcome.report.notices]
    assert [notice.partition(": ")[2] for notice in notices] == [
        "1 resources of other kinds are passed over",
        "Wings that are listed has members by a rule that is not worked out here: "
        "expand it with a terminology server",
        "the wording of CPT codes is left out, as it is licensed",
    ]
    members = await graph.read(
        "MATCH (code)-[edge:MEMBER_OF]->(set:ValueSet) RETURN set.name AS name, collect(code.key) AS codes,"
        " collect(DISTINCT edge.source) AS sources ORDER BY name"
    )
    source = "SOURCE:fhir/bundle/valueset-"
    assert [(row["name"], sorted(row["codes"]), row["sources"]) for row in members] == [
        ("Expanded", ["EXAMPLEORGWINGS:W-1", "SNOMED:1001"], [f"{source}urn-oid-2-999-1"]),
        (
            "Listed",
            ["CPT:99901", "EXAMPLEORGWINGS:W-1", "EXAMPLEORGWINGS:W-2"],
            [f"{source}example-org-fhir-valueset-listed"],
        ),
    ]
    maps = await graph.read("MATCH (a)-[e:MAPS_TO]->(b) RETURN a.code, e.match, b.key ORDER BY b.key")
    assert [tuple(row.values()) for row in maps] == [
        ("W", "narrow", "SNOMED:1001"),
        ("F-1", "broad", "SNOMED:1002"),
        ("F-1", "exact", "SNOMED:1003"),
    ]
    (document,) = await graph.read(
        "MATCH (s:Source {key: $key}) RETURN s.publisher AS publisher, toString(s.published_on) AS day",
        {"key": f"{source}example-org-fhir-valueset-listed"},
    )
    assert document == {"publisher": "Bird Office", "day": "2031-05-06"}
    await unload(graph, "fhir")
    assert await graph.read("MATCH (n) RETURN n") == []


@pytest.mark.anyio
async def test_resources_may_be_one_per_line(graph: Graph, tmp_path: Path) -> None:
    """Whatever the file's name, packed or not; HL7's own systems are named by their last segment."""
    packed = tmp_path / "export.gz"
    packed.write_bytes(gzip.compress(LINES.read_bytes()))
    outcomes = await load_into(graph, LOADER, [packed], {})
    assert [outcome.part for outcome in outcomes] == ["fhir/export", "fhir/export/sets-and-maps"]
    assert (sum(each.report.rows for each in outcomes), sum(each.rejected for each in outcomes)) == (4, 0)
    (notice,) = (notice for outcome in outcomes for notice in outcome.report.notices)
    assert notice == f"{packed}:1: Beak says that it is not complete: fragment"
    rows = await graph.read("MATCH (c)-[:MEMBER_OF]->(s) RETURN c.key AS code, s.key AS set")
    assert rows == [{"code": "V3BEAK:B", "set": "VALUESET:example-org-fhir-valueset-beaks"}]


def test_resources_are_found_in_folders_and_zips(tmp_path: Path) -> None:
    """Each is a separate part; other JSON beside them is skipped."""
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for path in (WINGS, MAP):
            archive.write(path, f"package/{path.name}")
        archive.writestr("package/package.json", '{"name": "wings"}')
        archive.writestr("package/profile.json", '{"resourceType": "StructureDefinition", "url": "u"}')
    assert [part.name for part in LOADER.parts([tmp_path], {})] == [
        "fhir/codesystem/example-org-fhir-codesystem-wings",
        "fhir/conceptmap/example-org-fhir-conceptmap-wings-to-icd",
    ]


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
        ({"code": "A"}, "A stands there twice, first at line 3"),
        ({"code": "a"}, f"A and a {CAPITALS}"),
        ({"code": "B", "property": [{"code": "parent", "valueCode": "a"}]}, f"A and a {CAPITALS}"),
        ({"code": "B", "property": [{"code": "child", "valueCode": "a"}]}, f"A and a {CAPITALS}"),
        ({"code": "B" * 2000}, f"'{'B' * 50}' cannot be a code"),
        ({"code": "B", "concept": {"code": "C"}}, "the concept within it is not a list"),
        ({"code": "B", "display": "\ud800"}, "a text holds letters that are no Unicode text"),
        (
            {"code": "B", "property": [{"code": "parent", "valueCode": "Z"}]},
            "EXAMPLEORGWINGS:B lies below EXAMPLEORGWINGS:Z, but one of them is not in the system",
        ),
        (
            {"code": "B", "property": [{"code": "parent", "valueCode": "B"}]},
            "by way of EXAMPLEORGWINGS:B the code is above itself",
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
        f"Cal and cal {CAPITALS}",
        f"mm and Mm {CAPITALS}",
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
    assert [reject.reason.partition("by way of")[1] for reject in loaded.report.rejects] == ["by way of"]
    assert len(loaded.pairs(Rel.CHILD_OF)) == 2


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        ({"target": URI}, "it names no code system"),
        (
            {"source": URI, "target": "http://purl.obolibrary.org/obo/mondo.owl"},
            "terms of MONDO are conditions",
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
        "EXAMPLEORGWINGS:A is mapped to LOINC:1 twice",
        "'sort of' is not a relationship of FHIR",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("<html><body>Not here</body></html>", "web page"),
        ('{"name": "anything"}', "not recognised as any of: CodeSystem"),
        ('{"resourceType": "Patient", "id": "x"}', "not recognised as any of: CodeSystem"),
        ('{"resourceType": "CodeSystem", "concept": []}', "the resource has no url"),
        (
            '{"resourceType": "CodeSystem", "url": "u:x", "concept": [{"code": "A"}',
            "given.json:1: it is not JSON",
        ),
        (
            '{"resourceType": "CodeSystem",\n"url": "u:x", "url": "u:y"}',
            "given.json:2: the key 'url' stands twice",
        ),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        load_text(tmp_path, content)


def test_a_resource_without_an_address_does_not_stop_its_folder(tmp_path: Path) -> None:
    """It does if it is given itself, or alone."""
    nameless = tmp_path / "a.json"
    nameless.write_text('{"resourceType": "ValueSet", "id": "x"}')
    with pytest.raises(InputError, match=r"a.json: the resource has no url"):
        LOADER.parts([tmp_path], {})
    (tmp_path / "b.json").write_bytes(WINGS.read_bytes())
    (part,) = LOADER.parts([tmp_path], {})
    loaded = load_part(part)
    reason = "the resource has no url, by which others refer to it: give it one"
    assert loaded.report.notices == [f"{nameless}: it is passed over: {reason}"]
    assert "W" in loaded.codes("EXAMPLEORGWINGS")
    with pytest.raises(InputError, match=r"a.json: the resource has no url"):
        LOADER.parts([nameless, tmp_path / "b.json"], {})


def test_bundles_inside_a_bundle_are_reported_as_left_out(tmp_path: Path) -> None:
    """Servers answer a batch this way; if there is nothing else it is an error."""
    inner = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": system({"code": "B"})}]}
    facts, report = facts_of(tmp_path, inner, system({"code": "A"}), {"resourceType": "Patient"})
    assert [notice.partition("bundle.json: ")[2] for notice in report.notices] == [
        "1 Bundles that are inside are not read: save each as a file of its own",
        "1 resources of other kinds are passed over",
    ]
    assert {fact.key for fact in facts if isinstance(fact, Node)} >= {"EXAMPLEORGWINGS:A"}
    with pytest.raises(InputError, match=r"bundle.json: 2 Bundles that are inside are not read"):
        facts_of(tmp_path, inner, inner)


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


ALIKE = [
    "http://e.org/one/two",
    "http://e.org/one-two",
    "https://e.org/one-two",
    "http://e.org/One-two",
    "http://e.org/one.two",
    "http://e.org/one-two/",
    "http://e/org/one/two",
    "http://www.e.org/one-two",
    "http://e.org/fhir/CodeSystem/onetwo",
    "http://e.org/fhir/codesystem/onetwo",
    "http://e.org/CodeSystem/onetwo",
    "http://terminology.hl7.org/CodeSystem/one-two",
    "http://terminology.hl7.org/CodeSystem/onetwo",
    "http://hl7.org/fhir/onetwo",
    "urn:oid:1.2",
    "urn:oid:12",
    "\U0001f4a9",
    "\U0001f4a9\U0001f4a9",
    "http://[",
    "cpt",
    "http://terminology.hl7.org/CodeSystem/cpt4",
    "http://terminology.hl7.org/CodeSystem/icd-10-cm",
    "http://terminology.hl7.org/CodeSystem/policy",
]


SAME = {"https://e.org/one-two", "http://e.org/one-two/"}
"""Two more forms of the URI of one system."""


def test_addresses_that_differ_give_names_that_differ(tmp_path: Path) -> None:
    """Otherwise codes of one system would sweep those of another; https and a trailing slash are ignored."""
    for number, url in enumerate(ALIKE):
        (tmp_path / f"{number:02}.json").write_text(json.dumps({**system({"code": "A"}), "url": url}))
    parts = parts_of(LOADER, [tmp_path], {})
    assert len({part.name for part in parts}) == len(ALIKE)
    names = [next(iter(load_part(part).nodes)).removeprefix("SYSTEM:") for part in parts]
    assert len({*names, "CPT", "ICD10CM"}) == len(ALIKE) + 2 - len(SAME)
    assert len(set(map(value_set_key, ALIKE))) == len(ALIKE)


@pytest.mark.parametrize(
    ("url", "slug", "name"),
    [
        ("http://example.org/fhir/CodeSystem/wings", "example-org-fhir-codesystem-wings", "EXAMPLEORGWINGS"),
        ("http://terminology.hl7.org/CodeSystem/v3-Beak", None, "V3BEAK"),
        ("http://terminology.hl7.org/CodeSystem/v3-ActCode", None, "V3ACTCODE"),
        ("http://terminology.hl7.org/CodeSystem/v2-0203", "terminology-hl7-org-codesystem-v2-0203", "V20203"),
        ("http://hl7.org/fhir/contact-point-use", "hl7-org-fhir-contact-point-use", "CONTACTPOINTUSE"),
        ("http://hl7.org/fhir/us/core/ValueSet/us-sex", "hl7-org-fhir-us-core-valueset-us-sex", None),
        ("http://e.org/one-two", "e-org-one-two", None),
        ("urn:oid:2.999.1", "urn-oid-2-999-1", None),
        ("http://e.org/One/two", "e-org-one-two-50410357", None),
    ],
)
def test_usual_addresses_give_plain_names(url: str, slug: str | None, name: str | None) -> None:
    assert slug in (None, slug_of(url))
    assert name in (None, name_of(f"{url}|7"))


def test_two_editions_are_not_loaded_as_one(tmp_path: Path) -> None:
    for version in ("1", "2"):
        (tmp_path / f"{version}.json").write_text(json.dumps({**system(), "version": version}))
    with pytest.raises(InputError, match="2 files are the same part fhir/codesystem"):
        LOADER.parts([tmp_path], {})


KINGS = "http://example.org/fhir/CodeSystem/kings"
SELECTABLE = ["A-1", "A-1A", "A-2", "B", "B-1"]


IS_A_KING, IS_A_FIRST = ({"property": "concept", "op": "is-a", "value": code} for code in ("A", "A-1"))


def rule(op: str, value: str, of: str = "concept") -> Mapping[str, object]:
    return {"system": KINGS, "filter": [{"property": of, "op": op, "value": value}]}


@pytest.mark.parametrize(
    ("compose", "members"),
    [
        ({"include": [{"system": KINGS}]}, SELECTABLE),
        ({"include": [{"system": KINGS, "version": "7"}]}, SELECTABLE),
        ({"include": [rule("is-a", "A-1")]}, ["A-1", "A-1A"]),
        ({"include": [rule("is-a", "A")]}, ["A-1", "A-1A", "A-2"]),
        ({"include": [rule("descendent-of", "B")]}, ["B-1"]),
        ({"include": [rule("is-a", "B-1"), rule("is-a", "A-2")]}, ["A-2", "B-1"]),
        ({"include": [{"system": KINGS, "filter": [IS_A_KING, IS_A_FIRST]}]}, ["A-1", "A-1A"]),
        ({"include": [{"system": KINGS}], "exclude": [rule("is-a", "A")]}, ["B", "B-1"]),
        (
            {"include": [{"system": KINGS}], "exclude": [{"system": KINGS, "concept": [{"code": "B"}]}]},
            ["A-1", "A-1A", "A-2", "B-1"],
        ),
    ],
)
def test_rules_over_a_system_that_the_file_holds_choose_members(
    tmp_path: Path, compose: object, members: list[str]
) -> None:
    """All of it, or the codes below one, also by child and parent properties; no headings."""
    assert bundle(tmp_path, compose) == (members, [])


LISTED = {"system": KINGS, "concept": [{"code": "B"}, {"code": "B-2"}]}


@pytest.mark.parametrize(
    ("inactive", "include", "members"),
    [
        (False, {"system": KINGS}, SELECTABLE),
        (False, rule("is-a", "B"), ["B", "B-1"]),
        (False, LISTED, ["B"]),
        (True, {"system": KINGS}, [*SELECTABLE, "B-2"]),
        (None, LISTED, ["B", "B-2"]),
    ],
)
def test_retired_codes_are_not_members_if_a_value_set_excludes_them(
    tmp_path: Path, inactive: bool | None, include: object, members: list[str]
) -> None:
    """Even if listed: FHIR excludes inactive codes from all inclusions."""
    retired = {"code": "B-2", "property": [{"code": "inactive", "valueBoolean": True}]}
    assert bundle(tmp_path, {"inactive": inactive, "include": [include]}, retired) == (members, [])


@pytest.mark.parametrize(
    ("compose", "members"),
    [
        ({"include": [{"system": KINGS, "version": "8"}]}, []),
        ({"include": [rule("regex", "A.*")]}, []),
        ({"include": [rule("is-a", "A", of="reign")]}, []),
        ({"include": [rule("is-a", "Nobody")]}, []),
        ({"include": [{"system": KINGS, "valueSet": ["http://example.org/other"]}]}, []),
        ({"include": [{"system": KINGS}], "exclude": [rule("regex", "A.*")]}, []),
    ],
)
def test_other_rules_are_only_reported(tmp_path: Path, compose: object, members: list[str]) -> None:
    """Nor does anything else if an exclusion cannot be evaluated."""
    found, notices = bundle(tmp_path, compose)
    assert found == members
    assert ["expand it with a terminology server" in notice for notice in notices] == [True]


def bundle(tmp_path: Path, compose: object, *more: object) -> tuple[list[str], list[str]]:
    """The members of a value set, bundled with the code system of its rules, and the report's messages."""
    heading = {"property": [{"code": "notSelectable", "valueBoolean": True}]}
    concepts = [
        {"code": "A", **heading, "concept": [{"code": "A-1", "concept": [{"code": "A-1A"}]}]},
        {"code": "A-2", "property": [{"code": "parent", "valueCode": "A"}]},
        {"code": "B", "property": [{"code": "child", "valueCode": "B-1"}]},
        {"code": "B-1"},
        *more,
    ]
    kings = {"resourceType": "CodeSystem", "url": KINGS, "version": "7", "concept": concepts}
    chosen = {"resourceType": "ValueSet", "url": "http://example.org/chosen", "compose": compose}
    facts, report = facts_of(tmp_path, chosen, kings)
    assert report.rejects == []
    edges = [fact for fact in facts if isinstance(fact, Edge) and fact.kind is Rel.MEMBER_OF]
    assert {edge.end[1] for edge in edges} <= {"VALUESET:example-org-chosen"}
    return member_codes(facts, report)


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


@pytest.mark.parametrize(
    ("size", "told"),
    [
        ({"total": 3}, []),
        ({"total": 3, "offset": 0}, []),
        ({}, []),
        ({"total": 9}, ["3 of 9"]),
        ({"total": 9, "offset": 6}, ["3 of 9"]),
        ({"offset": 6}, ["3 of 9"]),
    ],
)
def test_a_paged_expansion_is_reported(tmp_path: Path, size: Mapping[str, int], told: list[str]) -> None:
    """Its members are loaded; a heading counts as an entry, as on servers."""
    heading = {"abstract": True, "display": "All", "contains": [{"system": KINGS, "code": "A"}]}
    contains = [heading, {"system": KINGS, "code": "B"}]
    given = {"resourceType": "ValueSet", "url": "u:s", "name": "Chosen"}
    loaded = load_text(tmp_path, {**given, "expansion": {"contains": contains, **size}})
    assert len(loaded.pairs(Rel.MEMBER_OF)) == 2
    assert loaded.report.notices == [
        f"{tmp_path}/given.json:1: the expansion of Chosen is a page of it, with {each} entries: "
        "expand it without paging (offset and count)"
        for each in told
    ]


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


CASES = Path(__file__).parents[2] / "cases" / "fhir"
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
        "to UNK: that is left out",
        "as the map http://example.org/fhir/ConceptMap/fallback says: that is left out",
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
@pytest.mark.parametrize("lines", [False, True], ids=["bundle", "one a line"])
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


@pytest.mark.anyio
async def test_a_value_set_has_all_codes_of_a_system_that_came_from_another_file(
    graph: Graph, tmp_path: Path
) -> None:
    """Whichever of the files is given first; where it comes later, the same set is read again by itself."""
    chosen = {"url": "http://e.org/vs", "name": "All", "compose": {"include": [{"system": URI}]}}
    (tmp_path / "a-set.json").write_text(json.dumps({"resourceType": "ValueSet", **chosen}))
    (outcome,) = await load_into(graph, LOADER, [tmp_path], {})
    (notice,) = outcome.report.notices
    assert f"All includes all of {URI}, which is not loaded" in notice
    (tmp_path / "b-system.json").write_text(json.dumps(system({"code": "A"}, {"code": "B"})))
    _, outcome = await load_into(graph, LOADER, [tmp_path], {})
    assert "the 2 codes that are loaded" in outcome.report.notices[0]
    rows = await graph.read("MATCH (c:Code)-[:MEMBER_OF]->(:ValueSet) RETURN c.code AS code ORDER BY code")
    assert [row["code"] for row in rows] == ["A", "B"]
