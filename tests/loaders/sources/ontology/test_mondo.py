"""MONDO's terms and mappings give conditions, hierarchy and classified codes; real ones load completely."""

import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import zstandard
from support.loaded import NoNames

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.batches import Batches
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Part
from medcodegraph.loaders.sources.icd10 import cm as icd10cm
from medcodegraph.loaders.sources.ontology.mondo import LOADER

FIXTURES = Path(__file__).parents[3] / "fixtures" / "mondo"
TERMS = FIXTURES / "MONDO-ontology-v2031-05-05.json"


@dataclass
class Loaded:
    """The result of a part: conditions by key, IS_A as pairs, CLASSIFIES as match by code and condition."""

    report: Report = field(default_factory=Report)
    conditions: dict[str, dict[str, object]] = field(default_factory=dict)
    codes: dict[str, dict[str, object]] = field(default_factory=dict)
    is_a: list[tuple[str, str]] = field(default_factory=list)
    classifies: dict[tuple[str, str], object] = field(default_factory=dict)


def take(part: Part) -> Loaded:
    """All facts of a part, checked as in the pipeline."""
    loaded = Loaded()
    facts = list(part.facts(loaded.report, NoNames()))
    refused: list[Edge] = []
    for _ in Batches(facts, "SOURCE:test", lambda edge, _: refused.append(edge)):
        pass
    assert refused == []
    for fact in facts:
        if isinstance(fact, Node):
            kept = loaded.codes if fact.label is Label.CODE else loaded.conditions
            assert fact.key not in kept
            kept[fact.key] = {name: value for name, value in fact.properties.items() if value}
        elif isinstance(fact, Edge) and fact.kind is Rel.IS_A:
            loaded.is_a.append((fact.start[1], fact.end[1]))
        else:
            assert isinstance(fact, Edge)
            assert fact.kind is Rel.CLASSIFIES
            loaded.classifies[fact.start[1], fact.end[1]] = fact.properties["match"]
    return loaded


def load(path: Path) -> Loaded:
    (part,) = LOADER.parts([path], {})
    return take(part)


def mapping(name: str) -> Loaded:
    return load(FIXTURES / f"mondo_{name}.sssom.tsv")


def test_terms_become_conditions() -> None:
    """A synonym that only repeats the name is dropped; obsolete terms are left out, named or not."""
    loaded = load(TERMS)
    assert loaded.conditions == {
        "MONDO:9000001": {
            "name": "ailment",
            "synonyms": ["complaint"],
            "definition": "Anything that ails a beast.",
        },
        "MONDO:9000002": {"name": "wing ailment"},
        "MONDO:9000003": {"name": "drooping wing", "synonyms": ["DW", "droop"]},
        "MONDO:9000004": {"name": "sooty wing"},
        "MONDO:9000005": {"name": "soot disease", "xrefs": ["MONDO:9000006"]},
    }
    assert (loaded.report.rows, loaded.report.rejects) == (7, [])
    told = f"{TERMS}: 2 obsolete terms are left out; 1 lead to the terms that replaced them"
    assert loaded.report.notices == [told]


def test_only_direct_parents_are_stated() -> None:
    assert load(TERMS).is_a == [
        ("MONDO:9000002", "MONDO:9000001"),
        ("MONDO:9000003", "MONDO:9000002"),
        ("MONDO:9000004", "MONDO:9000002"),
        ("MONDO:9000004", "MONDO:9000005"),
        ("MONDO:9000005", "MONDO:9000001"),
    ]


def test_match_is_seen_from_the_code() -> None:
    """`condition narrowMatch code` means that the code is narrower; a bare reference is only related."""
    assert mapping("narrowmatch_icd10cm").classifies == {("ICD10CM:A03.1", "MONDO:9000005"): "narrow"}
    assert mapping("broadmatch_icd10cm").classifies == {("ICD10CM:A03", "MONDO:9000004"): "broad"}
    assert mapping("hasdbxref_icd10cm").classifies == {("ICD10CM:A03", "MONDO:9000004"): "related"}


def test_ranges_of_categories_are_sections_and_chapters() -> None:
    """A range is a separate code, as in the tabular list; an obsolete term classifies nothing."""
    loaded = mapping("exactmatch_icd10cm")
    assert loaded.classifies == {
        ("ICD10CM:A01.0", "MONDO:9000003"): "exact",
        ("ICD10CM:A00-A09", "MONDO:9000002"): "exact",
        ("ICD10CM:CHAPTER-1", "MONDO:9000001"): "exact",
    }
    assert loaded.codes["ICD10CM:CHAPTER-1"] == {"system": "ICD10CM", "code": "CHAPTER-1"}
    assert loaded.conditions["MONDO:9000003"] == {"name": "drooping wing"}
    assert (loaded.report.rows, loaded.report.rejects, len(loaded.report.notices)) == (4, [], 1)


def test_doid_mappings_become_cross_references() -> None:
    """Two DOID terms may be one condition."""
    assert mapping("exactmatch_doid").conditions == {
        "MONDO:9000001": {"name": "ailment", "xrefs": ["DOID:4"]},
        "MONDO:9000003": {"name": "drooping wing", "xrefs": ["DOID:90003", "DOID:0090033"]},
    }


def test_folder_gives_a_part_for_each_file(tmp_path: Path) -> None:
    """Releases and licences are those stated in the files, whatever their names."""
    for file in FIXTURES.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "mondo_exactmatch_icd10cm.sssom.tsv").rename(tmp_path / "renamed.txt")
    (tmp_path / "mondo_exactmatch_omim.sssom.tsv").write_text(
        "# curie_map:\n#   MONDO: http://a\n#   OMIM: http://b\nsubject_id\tpredicate_id\tobject_id\n"
    )
    (tmp_path / "LICENSE.txt").write_text("All rites reserved.")
    parts = LOADER.parts([tmp_path], {})
    assert {part.name: (part.provenance.release, part.provenance.licence) for part in parts} == {
        "mondo/terms": ("2031-05-05", "CC BY 4.0"),
        **{
            f"mondo/{name}": ("2031-08-04", "CC0 1.0")
            for name in (
                "exactmatch_icd10cm",
                "narrowmatch_icd10cm",
                "broadmatch_icd10cm",
                "hasdbxref_icd10cm",
                "exactmatch_doid",
            )
        },
    }


def test_packed_files_give_the_same(tmp_path: Path) -> None:
    packed = tmp_path / f"{TERMS.name}.zst"
    packed.write_bytes(zstandard.compress(TERMS.read_bytes()))
    with zipfile.ZipFile(tmp_path / "mondo.zip", "w") as archive:
        archive.write(TERMS, f"release/{TERMS.name}")
        archive.writestr("release/readme.md", "nothing of note")
    for path in (packed, tmp_path / "mondo.zip"):
        assert load(path).conditions == load(TERMS).conditions
        assert LOADER.parts([path], {})[0].provenance.release == "2031-05-05"


def test_obo_and_obographs_are_read_too(tmp_path: Path) -> None:
    """Their own ids only; references to ICD-10-CM classify."""
    obo = tmp_path / "a"
    obo.write_text(
        "format-version: 1.2\ndata-version: releases/2031-06-02\nontology: mondo\n\n"
        '[Term]\nid: MONDO:9000001\nname: ailment\nxref: ICD10CM:A01 {source="x"}\n\n'
        "[Term]\nid: HP:0000001\nname: all\n\n"
        "[Term]\nid: MONDO:9000002\nname: wing ailment\nis_a: HP:0000001\nis_a: MONDO:9000001\n"
    )
    loaded = load(obo)
    assert loaded.conditions.keys() == {"MONDO:9000001", "MONDO:9000002"}
    assert loaded.is_a == [("MONDO:9000002", "MONDO:9000001")]
    assert loaded.classifies == {("ICD10CM:A01", "MONDO:9000001"): "related"}
    assert LOADER.parts([obo], {})[0].provenance.release == "2031-06-02"
    graph = {"id": "http://purl.obolibrary.org/obo/mondo.json", "nodes": [], "edges": []}
    nodes = [{"id": f"http://purl.obolibrary.org/obo/MONDO_900000{n}", "lbl": f"n{n}"} for n in (1, 2)]
    edge = {"sub": nodes[1]["id"], "pred": "is_a", "obj": nodes[0]["id"]}
    (tmp_path / "b").write_text(json.dumps({"graphs": [{**graph, "nodes": nodes, "edges": [edge]}]}))
    assert load(tmp_path / "b").is_a == [("MONDO:9000002", "MONDO:9000001")]
    with pytest.raises(InputError, match="are editions of one file"):
        LOADER.parts([obo, tmp_path / "b"], {})


def test_ids_in_other_forms_are_the_same_id(tmp_path: Path) -> None:
    """URIs, underscores and either direction, which reverses the match."""
    file = tmp_path / "m.tsv"
    file.write_text(
        "subject_id\tsubject_label\tpredicate_id\tobject_id\n"
        "http://purl.obolibrary.org/obo/MONDO_9000001\ta\thttp://www.w3.org/2004/02/skos/core#exactMatch\t"
        "http://purl.obolibrary.org/obo/DOID_4\n"
        "MONDO_9000002\tb\tskos:narrowMatch\thttp://purl.bioontology.org/ontology/ICD10CM/A01.0\n"
        "icd10cm:a0311\t\tskos:narrowMatch\tmondo:9000003\n"
    )
    loaded = load(file)
    assert loaded.report.rejects == []
    assert loaded.conditions["MONDO:9000001"] == {"name": "a", "xrefs": ["DOID:4"]}
    assert loaded.classifies == {
        ("ICD10CM:A01.0", "MONDO:9000002"): "narrow",
        ("ICD10CM:A03.11", "MONDO:9000003"): "broad",
    }
    assert LOADER.parts([file], {})[0].name == "mondo/m"


def test_bad_mappings_are_named_and_the_rest_is_loaded(tmp_path: Path) -> None:
    """Rows of other vocabularies are not bad: they are counted in a notice."""
    file = tmp_path / "m.tsv"
    rows = [
        "MONDO:9000001\ta\tskos:exactMatch\tICD10CM:A00.1-A00.9",
        "MONDO:9000001\ta\tskos:exactMatch\tICD10CM:A09-A00",
        "MONDO:9000001\ta\tskos:exactMatch\tICD10CM:lizard",
        "MONDO:12\ta\tskos:exactMatch\tICD10CM:A01",
        "MONDO:9000001\ta\tskos:exactMatch\tDOID:four",
        "MONDO:9000001\ta\tskos:likes\tICD10CM:A01",
        "MONDO:9000001\ta\tskos:exactMatch",
        f"MONDO:9000001\t{'a' * 2001}\tskos:exactMatch\tICD10CM:A01",
        "MONDO:9000001\ta\tskos:exactMatch\tOMIM:1",
        "MONDO:9000002\tb\tskos:exactMatch\tICD10CM:A01",
    ]
    file.write_text("\n".join(["subject_id\tsubject_label\tpredicate_id\tobject_id", *rows]))
    loaded = load(file)
    assert loaded.classifies == {("ICD10CM:A01", "MONDO:9000002"): "exact"}
    assert [(reject.line, reject.reason[:44]) for reject in loaded.report.rejects] == [
        (2, "A00.1-A00.9 is a range of codes: only ranges"),
        (3, "the range A09-A00 ends before it begins"),
        (4, "'ICD10CM:lizard' is not in the form of an IC"),
        (5, "neither side is in the form of a MONDO id"),
        (6, "'DOID:four' is not in the form of a DOID id"),
        (7, "the predicate 'skos:likes' is not one of exa"),
        (8, "the row has 3 cells but the header has 4"),
        (9, "the name has more than 2,000 characters"),
    ]
    assert loaded.report.rows == 10
    assert "1 mappings to other vocabularies" in loaded.report.notices[0]


def test_bad_terms_are_named_and_the_rest_is_loaded(tmp_path: Path) -> None:
    """Types, ids, missing or obsolete parents, and a cycle."""
    good = {"ancestors": {}, "label": "good", "deprecated": False}
    terms = {
        "MONDO:9000001": good,
        "MONDO:9000002": {**good, "label": 7},
        "MONDO:900": good,
        "MONDO:9000003": {**good, "label": " "},
        "MONDO:9000004": {**good, "synonyms": ["\ud800"]},
        "MONDO:9000005": {**good, "ancestors": {"MONDO:9999999": 1, "MONDO:9000006": 1}},
        "MONDO:9000006": {**good, "deprecated": True},
        "MONDO:9000007": {**good, "ancestors": {"MONDO:9000008": 1}},
        "MONDO:9000008": {**good, "ancestors": {"MONDO:9000007": 1, "MONDO:9000001": 1}},
    }
    file = tmp_path / "m.json"
    file.write_text(json.dumps(terms, indent=0))
    loaded = load(file)
    assert sorted(loaded.is_a) == [
        ("MONDO:9000007", "MONDO:9000008"),
        ("MONDO:9000008", "MONDO:9000001"),
    ]
    assert [reject.reason for reject in loaded.report.rejects] == [
        "a value in the term has the wrong type",
        "'MONDO:900' is not in the form of a MONDO id",
        "MONDO:9000003 has no name",
        "a text of MONDO:9000004 contains invalid Unicode",
        "the parent MONDO:9999999 is not in the file",
        "the parent MONDO:9000006 is obsolete",
        "through MONDO:9000007 it would be above itself",
    ]
    assert loaded.report.rejects[0].line == 7


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "the file is empty"),
        ("<!DOCTYPE html><html>", "web page"),
        ("id,label\n1,2\n", "not recognised as any of: MONDO as OBO"),
        ("format-version: 1.2\nontology: hp\n", "not recognised as any of: MONDO as OBO"),
        ('{"MONDO:9000001":{"label":"a"},"MONDO:9000001":{"label":"b"}}', "appears twice"),
        ('{"MONDO:9000001":{"label":"a"},"MONDO:9000', "not valid JSON"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "m.json").write_text(content)
    with pytest.raises(InputError, match=reason):
        load(tmp_path / "m.json")


@pytest.fixture(scope="module")
def official(shared_data: Path) -> dict[str, Loaded]:
    return {part.name: take(part) for part in LOADER.parts([shared_data / "mondo"], {})}


def test_official_terms_are_whole(official: dict[str, Loaded], shared_data: Path) -> None:
    """31,958 terms, 3,968 of them obsolete; another reader finds the same names and parents."""
    loaded = official["mondo/terms"]
    (file,) = (shared_data / "mondo").glob("*.zst")
    terms = json.loads(zstandard.ZstdDecompressor().decompress(file.read_bytes()))
    assert (loaded.report.rows, loaded.report.rejects) == (31958, [])
    assert {key: known["name"] for key, known in loaded.conditions.items()} == {
        key: " ".join(term["label"].split()) for key, term in terms.items() if not term["deprecated"]
    }
    assert len(loaded.conditions) == 31958 - 3968
    parents = {(key, up) for key, term in terms.items() for up, far in term["ancestors"].items() if far == 1}
    assert set(loaded.is_a) == parents
    assert len(loaded.is_a) == 41908
    assert loaded.conditions["MONDO:0018908"]["name"] == "non-Hodgkin lymphoma"
    assert "NHL" in loaded.conditions["MONDO:0018908"]["synonyms"]


def rows_of(folder: Path, name: str) -> Iterator[list[str]]:
    """The rows of a mapping file, by the simplest reader."""
    lines = (folder / "mondo" / f"mondo_{name}.sssom.tsv").read_text().splitlines()
    for line in [line for line in lines if not line.startswith("#")][1:]:
        yield line.split("\t")


@pytest.mark.parametrize(
    ("name", "rows", "obsolete", "match"),
    [
        ("exactmatch_icd10cm", 2038, 15, "exact"),
        ("narrowmatch_icd10cm", 5, 0, "narrow"),
        ("broadmatch_icd10cm", 79, 13, "broad"),
        ("relatedmatch_icd10cm", 19, 0, "related"),
        ("hasdbxref_icd10cm", 2142, 28, "related"),
    ],
)
def test_official_code_mappings_are_whole(
    official: dict[str, Loaded], shared_data: Path, name: str, rows: int, obsolete: int, match: str
) -> None:
    """Every row is an edge, except those of obsolete terms; none is rejected."""
    loaded = official[f"mondo/{name}"]
    assert (loaded.report.rows, loaded.report.rejects) == (rows, [])
    assert Counter(loaded.classifies.values()) == {match: rows - obsolete}
    single = {
        (row[3], row[0])
        for row in rows_of(shared_data, name)
        if "-" not in row[3] and not row[1].startswith("obsolete")
    }
    assert single == {pair for pair in loaded.classifies if "-" not in pair[0]}


def test_official_ranges_are_codes_of_the_tabular_list(official: dict[str, Loaded]) -> None:
    """All ranges in the exact file except one, of an older edition, are sections or chapters of 2026."""
    (part,) = icd10cm.LOADER.parts(icd10cm.default_paths(), {})
    known = {fact.key for fact in part.facts(Report(), NoNames()) if isinstance(fact, Node)}
    ranges = {code for code in official["mondo/exactmatch_icd10cm"].codes if "-" in code}
    assert ranges - known == {"ICD10CM:I10-I16"}


def test_official_doid_mappings_are_whole(official: dict[str, Loaded], shared_data: Path) -> None:
    """11,966 rows, 147 of them of obsolete terms."""
    loaded = official["mondo/exactmatch_doid"]
    assert (loaded.report.rows, loaded.report.rejects) == (11966, [])
    pairs = {(key, xref) for key, known in loaded.conditions.items() for xref in known["xrefs"]}
    assert len(pairs) == 11966 - 147
    assert pairs == {
        (row[0], row[3])
        for row in rows_of(shared_data, "exactmatch_doid")
        if not row[1].startswith("obsolete")
    }


@pytest.mark.parametrize(
    ("name", "links"),
    [
        ("obo/mondo-t.obo", {"A92.8": "related", "A92.9": "exact", "A93.8": "exact", "A94": "exact"}),
        ("more/mondo-x.obo", {"A92.8": "related", "A92.9": "related", "A93.0": "related"}),
        ("more/mondo-t.json", {"A92.8": "related", "A93.8": "exact"}),
    ],
)
def test_matches_count_as_addresses_unquoted_and_in_other_spellings(name: str, links: dict[str, str]) -> None:
    """Spellings of ICD10CM as a prefix, and with a description after the code."""
    parts = LOADER.parts([Path(__file__).parents[3] / "cases" / name], {})
    report = Report()
    facts = [fact for part in parts for fact in part.facts(report, NoNames())]
    edges = [fact for fact in facts if isinstance(fact, Edge) and fact.kind is Rel.CLASSIFIES]
    assert {edge.start[1]: edge.properties["match"] for edge in edges} == {
        f"ICD10CM:{code}": match for code, match in links.items()
    }
