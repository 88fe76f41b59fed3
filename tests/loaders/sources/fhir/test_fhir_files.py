"""FHIR resources in files: alone, in bundles, one per line, in folders; parts and addresses."""

import gzip
import json
import zipfile
from pathlib import Path

import pytest
from support.fhir_files import BUNDLE, LINES, MAP, WINGS, facts_of, load_text, system
from support.loaded import load_part

from medcodegraph.errors import InputError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Node
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.parts import parts_of
from medcodegraph.loaders.pipeline.run import load as load_into
from medcodegraph.loaders.pipeline.run import unload
from medcodegraph.loaders.sources.fhir.loader import LOADER
from medcodegraph.loaders.sources.fhir.value_sets import value_set_key
from medcodegraph.loaders.uris.names import slug_of
from medcodegraph.loaders.uris.systems import name_of


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


@pytest.mark.anyio
async def test_a_bundle_is_one_part_with_a_document_for_each_resource(graph: Graph) -> None:
    """In R5; resources of other kinds, and members given only by a rule, are reported as left out."""
    outcomes = await load_into(graph, LOADER, [BUNDLE], {}, Manner(max_rejects=0))
    assert [outcome.part for outcome in outcomes] == ["fhir/bundle"]
    notices = [notice for outcome in outcomes for notice in outcome.report.notices]
    assert [notice.partition(": ")[2] for notice in notices] == [
        "1 resources of other kinds were skipped",
        "Wings that are listed defines members by a rule that is not evaluated here: "
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
    assert notice == f"{packed}:1: Beak says that it is incomplete: fragment"
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


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("<html><body>Not here</body></html>", "web page"),
        ('{"name": "anything"}', "not recognised as any of: FHIR R4"),
        ('{"resourceType": "Patient", "id": "x"}', "not recognised as any of: FHIR R4"),
        ('{"resourceType": "CodeSystem", "concept": []}', "the resource has no url"),
        (
            '{"resourceType": "CodeSystem", "url": "u:x", "concept": [{"code": "A"}',
            "given.json:1: it is not valid JSON",
        ),
        (
            '{"resourceType": "CodeSystem",\n"url": "u:x", "url": "u:y"}',
            "given.json:2: the key 'url' appears twice",
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
    reason = "the resource has no url for others to refer to: give it one"
    assert loaded.report.notices == [f"{nameless}: skipped: {reason}"]
    assert "W" in loaded.codes("EXAMPLEORGWINGS")
    with pytest.raises(InputError, match=r"a.json: the resource has no url"):
        LOADER.parts([nameless, tmp_path / "b.json"], {})


def test_bundles_inside_a_bundle_are_reported_as_left_out(tmp_path: Path) -> None:
    """Servers answer a batch this way; if there is nothing else it is an error."""
    inner = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": system({"code": "B"})}]}
    facts, report = facts_of(tmp_path, inner, system({"code": "A"}), {"resourceType": "Patient"})
    assert [notice.partition("bundle.json: ")[2] for notice in report.notices] == [
        "1 nested Bundles are not read: save each as a separate file",
        "1 resources of other kinds were skipped",
    ]
    assert {fact.key for fact in facts if isinstance(fact, Node)} >= {"EXAMPLEORGWINGS:A"}
    with pytest.raises(InputError, match=r"bundle.json: 2 nested Bundles are not read"):
        facts_of(tmp_path, inner, inner)


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
