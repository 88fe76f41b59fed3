"""DOID's files give separate conditions, or facts about the equivalent MONDO condition."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.batches import Batches
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Part
from medcodegraph.loaders.sources.ontology.doid import LOADER

FIXTURES = Path(__file__).parents[3] / "fixtures" / "doid"
MAPPINGS = FIXTURES.parent / "mondo" / "mondo_exactmatch_doid.sssom.tsv"
OBO = FIXTURES / "DO_beast_slim.obo"


class Known:
    """A graph in which some keys are other names of conditions."""

    def __init__(self, **keys: str) -> None:
        self.keys = {f"DOID:{number[1:]}": key for number, key in keys.items()}

    def codes(self, _: str) -> dict[str, bool | None]:
        return {}

    def key(self, label: Label, *names: str) -> str | None:
        assert label is Label.CONDITION
        return self.keys.get(names[0])


@dataclass
class Loaded:
    """The result of a part: conditions by key, IS_A as pairs, CLASSIFIES as match by code and condition."""

    report: Report = field(default_factory=Report)
    conditions: dict[str, dict[str, object]] = field(default_factory=dict)
    is_a: list[tuple[str, str]] = field(default_factory=list)
    classifies: dict[tuple[str, str], object] = field(default_factory=dict)


def take(part: Part, names: Known | None = None) -> Loaded:
    """All facts of a part, checked as in the pipeline."""
    loaded = Loaded()
    facts = list(part.facts(loaded.report, names or Known()))
    refused: list[Edge] = []
    for _ in Batches(facts, "SOURCE:test", lambda edge, _: refused.append(edge)):
        pass
    assert refused == []
    for fact in facts:
        if isinstance(fact, Edge):
            ends = fact.start[1], fact.end[1]
            if fact.kind is Rel.IS_A:
                loaded.is_a.append(ends)
            else:
                loaded.classifies[ends] = fact.properties["match"]
        elif isinstance(fact, Node) and fact.label is Label.CONDITION:
            assert fact.key not in loaded.conditions
            loaded.conditions[fact.key] = {name: value for name, value in fact.properties.items() if value}
    return loaded


def load(*paths: Path, names: Known | None = None) -> Loaded:
    (part,) = LOADER.parts(paths, {})
    return take(part, names)


HANGING = {
    "name": "hanging wing",
    "synonyms": ["drooping wing", "HW"],
    "definition": 'A wing that "hangs", as described in: Caves, vol. 3.',
    "xrefs": ["DOID:90013"],
}
SINGED = {"name": "singed tail", "xrefs": ["DOID:90007"]}


@pytest.mark.parametrize("name", ["DO_beast_slim.obo", "DO_beast_slim.json"])
def test_terms_without_mappings_are_separate_conditions(name: str) -> None:
    """Only exact synonyms; the best match of a code; an obsolete term leads to its replacement."""
    loaded = load(FIXTURES / name)
    assert loaded.conditions == {
        "DOID:4": {"name": "disease"},
        "DOID:90003": HANGING,
        "DOID:0090033": {"name": "wing hung low", "synonyms": ["low wing"]},
        "DOID:90006": SINGED,
    }
    assert loaded.is_a == [
        ("DOID:90003", "DOID:4"),
        ("DOID:0090033", "DOID:90003"),
        ("DOID:90006", "DOID:4"),
    ]
    assert loaded.classifies == {
        ("ICD10CM:A01.0", "DOID:90003"): "related",
        ("ICD10CM:A02", "DOID:90006"): "exact",
        ("ICD10CM:A03", "DOID:90006"): "broad",
    }
    assert (loaded.report.rows, loaded.report.rejects) == (5, [])
    assert loaded.report.notices[0].endswith(
        "1 obsolete terms are left out; 1 lead to the terms that replaced them"
    )
    assert "no term is joined" in loaded.report.notices[1]


@pytest.mark.parametrize("name", ["DO_beast_slim.obo", "DO_beast_slim.json"])
def test_terms_that_mondo_has_are_joined_by_its_mappings(name: str) -> None:
    """Two terms of one condition are merged; a term that is obsolete in MONDO stays separate."""
    loaded = load(MAPPINGS, FIXTURES / name)
    assert loaded.conditions == {
        "MONDO:9000001": {"name": "disease", "synonyms": ["disease"], "xrefs": ["DOID:4"]},
        "MONDO:9000003": {
            **HANGING,
            "synonyms": ["hanging wing", "drooping wing", "HW", "wing hung low", "low wing"],
            "xrefs": ["DOID:90003", "DOID:90013", "DOID:0090033"],
        },
        "DOID:90006": SINGED,
    }
    assert loaded.is_a == [("MONDO:9000003", "MONDO:9000001"), ("DOID:90006", "MONDO:9000001")]
    assert loaded.classifies == {
        ("ICD10CM:A01.0", "MONDO:9000003"): "related",
        ("ICD10CM:A02", "DOID:90006"): "exact",
        ("ICD10CM:A03", "DOID:90006"): "broad",
    }
    assert len(loaded.report.notices) == 1


def test_without_mappings_the_graph_is_used() -> None:
    """Only a MONDO condition counts; the graph is not used if mappings are given."""
    names = Known(_90003="MONDO:9000003", _90006="CONDITION:singed-tail")
    loaded = load(OBO, names=names)
    assert loaded.conditions.keys() == {"DOID:4", "MONDO:9000003", "DOID:0090033", "DOID:90006"}
    assert loaded.conditions["MONDO:9000003"]["xrefs"] == ["DOID:90003", "DOID:90013"]
    assert ("DOID:0090033", "MONDO:9000003") in loaded.is_a
    assert LOADER.parts([OBO], {})[0].needs == (Label.CONDITION,)
    assert LOADER.parts([OBO, MAPPINGS], {})[0].needs == ()
    assert "DOID:90006" in load(OBO, MAPPINGS, names=Known(_90006="MONDO:9000006")).conditions


def test_table_of_parents_names_them_by_label() -> None:
    """The root has no row; a term has a row for each parent."""
    loaded = load(FIXTURES / "HumanDO.tsv")
    assert {key: known["name"] for key, known in loaded.conditions.items()} == {
        "DOID:4": "disease",
        "DOID:90003": "hanging wing",
        "DOID:0090033": "wing hung low",
        "DOID:90006": "singed tail",
        "DOID:0090036": "singed wing",
    }
    assert loaded.is_a == [
        ("DOID:90003", "DOID:4"),
        ("DOID:0090033", "DOID:90003"),
        ("DOID:90006", "DOID:4"),
        ("DOID:0090036", "DOID:90003"),
        ("DOID:0090036", "DOID:90006"),
    ]
    assert (loaded.report.rows, loaded.report.rejects) == (5, [])


def test_table_of_codes_classifies() -> None:
    """A cell may hold several codes, and a section."""
    loaded = load(FIXTURES / "ICD10inDO.tsv", MAPPINGS)
    assert loaded.classifies == {
        ("ICD10CM:A01.0", "MONDO:9000003"): "related",
        ("ICD10CM:A02", "DOID:90006"): "related",
        ("ICD10CM:A00-A09", "DOID:90006"): "related",
    }
    assert loaded.report.rows == 2


def test_folder_gives_a_part_for_each_file() -> None:
    """Every part is also reread when the mappings change."""
    parts = LOADER.parts([FIXTURES, FIXTURES.parent / "mondo"], {})
    assert [(part.name, part.provenance.release, part.provenance.licence) for part in parts] == [
        ("doid/do_beast_slim.json", "2031-07-31", "CC0 1.0"),
        ("doid/do_beast_slim.obo", "2031-07-31", "CC0 1.0"),
        ("doid/humando", None, "CC0 1.0"),
        ("doid/icd10indo", None, "CC0 1.0"),
    ]
    assert all(part.files[1:] == [MAPPINGS] for part in parts)


def test_bad_rows_of_tables_are_named_and_the_rest_is_loaded(tmp_path: Path) -> None:
    file = tmp_path / "HumanDO.tsv"
    rows = [
        '"DOID:90003"\t"hanging wing"\t"disease"',
        '"DOID:90003"\t"hanging wing"\t"disease"',
        '"DOID:90003"\t"other wing"\t"disease"',
        '"DOID:90004"\t"hanging wing"\t"disease"',
        '"DOID:90005"\t"stray wing"\t"nothing known"',
        '"DOID:90006"\t"cut',
        '"DOID:tail"\t"tail"\t"disease"',
    ]
    file.write_text("\n".join(["id\tlabel\tsubClassOf", *rows]))
    loaded = load(file)
    assert loaded.conditions.keys() == {"DOID:4", "DOID:90003", "DOID:90005"}
    assert loaded.is_a == [("DOID:90003", "DOID:4")]
    assert {(reject.line, reject.reason[:40]) for reject in loaded.report.rejects} == {
        (3, "the row repeats line 2"),
        (4, "DOID:90003 is called 'hanging wing' on l"),
        (5, "DOID:90003 is called 'hanging wing' too:"),
        (6, "no row has the parent's label, 'nothing "),
        (7, "a quote is not closed, or not doubled wi"),
        (8, "'DOID:tail' is not in the form of a DOID"),
    }
    assert loaded.report.rows == 7


@pytest.mark.parametrize("id_", ["DO_90003", "DIOD:5", "HP:0000001", "<html>", "NaN", "MONDO:9000001", " "])
def test_other_ids_in_tables_are_rejected(tmp_path: Path, id_: str) -> None:
    """Otherwise everything the table stated before would be swept; without any DOID the table is refused."""
    for name in ("HumanDO.tsv", "ICD10inDO.tsv"):
        lines = (FIXTURES / name).read_text().splitlines()
        (tmp_path / name).write_text("\n".join([*lines, f'"{id_}"\t"flat wing"\t""']))
        ((line, reason),) = [(reject.line, reject.reason) for reject in load(tmp_path / name).report.rejects]
        assert (line, "not in the form of" in reason) == (len(lines) + 1, True)
        (tmp_path / name).write_text(f'{lines[0]}\n"{id_}"\t"flat wing"\t""\n')
        with pytest.raises(InputError, match=f"{name}:2: it contains no DOID term"):
            load(tmp_path / name)


def test_ids_of_other_ontologies_are_passed_over_if_well_written(tmp_path: Path) -> None:
    """An ontology may contain terms of others, but not only those."""
    own, heading = OBO.read_text(), OBO.read_text().partition("[Term]")[0]
    others = ["HP:0000001", "http://purl.obolibrary.org/obo/HP_0000001", "UBERON_0000002", "_:genid7"]
    bad = ["<html>", "NaN", "90003", "wing tail"]
    stanzas = ["".join(f"\n[Term]\nid: {id_}\nname: x\n" for id_ in ids) for ids in (others, bad)]
    file = tmp_path / "a.obo"
    file.write_text(own + "".join(stanzas))
    reasons = [reject.reason for reject in load(file).report.rejects]
    assert reasons == [f"{id_!r} is not in the form of a DOID id" for id_ in bad]
    file.write_text(heading + stanzas[0])
    with pytest.raises(InputError, match=r"it contains no DOID term \(the first id is 'HP:0000001'\)"):
        load(file)


def test_a_term_that_mappings_call_two_things_is_not_joined(tmp_path: Path) -> None:
    file = tmp_path / "m.sssom.tsv"
    file.write_text(MAPPINGS.read_text() + "MONDO:9000004\tsooty wing\tskos:exactMatch\tDOID:4\td\tm\n")
    loaded = load(OBO, file)
    assert "DOID:4" in loaded.conditions
    assert any("DOID:4 is not joined" in notice for notice in loaded.report.notices)


def test_mappings_alone_and_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="only mappings were given"):
        LOADER.parts([MAPPINGS], {})
    with pytest.raises(InputError, match="not recognised as any of"):
        LOADER.parts([FIXTURES / "README.txt"], {})
    with pytest.raises(InputError, match="nothing to load"):
        LOADER.parts([tmp_path], {})


@pytest.fixture(scope="module")
def parts(shared_data: Path) -> dict[str, Part]:
    mappings = shared_data / "mondo" / "mondo_exactmatch_doid.sssom.tsv"
    return {part.name: part for part in LOADER.parts([shared_data / "doid", mappings], {})}


def table(folder: Path, name: str) -> Sequence[list[str]]:
    """The rows of a table below its header, by the simplest reader."""
    with (folder / "doid" / name).open(newline="") as file:
        return list(csv.reader(file, delimiter="\t"))[1:]


def test_official_slim_is_the_same_in_both_forms(parts: dict[str, Part], shared_data: Path) -> None:
    """730 terms, one of them obsolete, in 720 conditions; a plain search of the text counts the same."""
    obo, graph = take(parts["doid/do_cancer_slim.obo"]), take(parts["doid/do_cancer_slim.json"])
    assert (obo.report.rows, graph.report.rows) == (730, 730)
    assert obo.report.rejects == graph.report.rejects == []
    for loaded in (obo, graph):  # the two list synonyms in different orders
        for known in loaded.conditions.values():
            known["synonyms"] = sorted(known.get("synonyms", []))
    assert obo.conditions == graph.conditions
    assert sorted(obo.is_a) == sorted(graph.is_a)
    assert obo.classifies == graph.classifies
    assert len(obo.conditions) == 720
    text = (shared_data / "doid" / "DO_cancer_slim.obo").read_text()
    alone = LOADER.parts([shared_data / "doid" / "DO_cancer_slim.obo"], {})[0]
    own = take(alone)
    assert len(own.conditions) == text.count("\n[Term]") - text.count("\nis_obsolete: true") == 729
    assert len(own.is_a) == text.count("\nis_a: ") == 657
    assert obo.conditions["MONDO:0004967"]["xrefs"] == ["DOID:9952", "DOID:5600"]
    assert obo.classifies["ICD10CM:C91.00", "MONDO:0004967"] == "related"
    assert parts["doid/do_cancer_slim.obo"].provenance.release == "2026-07-31"


def test_official_hierarchy_is_whole(parts: dict[str, Part], shared_data: Path) -> None:
    """12,296 rows of 12,246 terms: every row is an edge to a parent."""
    rows = table(shared_data, "HumanDO.tsv")
    own = take(LOADER.parts([shared_data / "doid" / "HumanDO.tsv"], {})[0])
    ids = {label: number for number, label, _ in rows} | {"disease": "DOID:4"}
    assert (own.report.rows, own.report.rejects, len(rows)) == (12296, [], 12296)
    assert set(own.is_a) == {(number, ids[parent]) for number, _, parent in rows}
    assert len(own.is_a) == 12296
    assert own.conditions.keys() - {"DOID:4"} == {number for number, _, _ in rows}
    joined = take(parts["doid/humando"])
    assert joined.report.rejects == []
    left = {key for key in joined.conditions if key.startswith("DOID:")}
    xrefs = [xref for known in joined.conditions.values() for xref in known.get("xrefs", [])]
    assert left.isdisjoint(xrefs)
    assert left | set(xrefs) == own.conditions.keys()
    assert len(xrefs) == len(set(xrefs))


def test_official_codes_are_whole(parts: dict[str, Part], shared_data: Path) -> None:
    """3,571 rows name 3,695 codes; 8 rows are of obsolete terms."""
    rows = table(shared_data, "ICD10inDO.tsv")
    own = take(LOADER.parts([shared_data / "doid" / "ICD10inDO.tsv"], {})[0])
    assert (own.report.rows, own.report.rejects, len(rows)) == (3571, [], 3571)
    assert sum(len(cell.split(",")) for *_, cell in rows) == 3695
    assert own.classifies.keys() == {
        (code.strip(), number)
        for number, label, cell in rows
        for code in cell.split(",")
        if not label.startswith("obsolete")
    }
    assert len(take(parts["doid/icd10indo"]).conditions) == 3554
