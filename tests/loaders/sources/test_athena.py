"""An Athena export: tab-separated, without quoting, vocabularies under their names here."""

import csv
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from medcodegraph.errors import InputError, SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.facts import Document, Edge, Node, Value
from medcodegraph.graph.model import Rel
from medcodegraph.graph.write.licensed import hide_licensed
from medcodegraph.loaders.pipeline.run import load as load_into
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Part
from medcodegraph.loaders.sources.athena.loader import LOADER

FIXTURES = Path(__file__).parents[2] / "fixtures" / "athena"


class Read:
    """The facts of a part: properties by key, edges, and the report."""

    def __init__(self, part: Part) -> None:
        self.report = Report()
        self.nodes: dict[str, dict[str, Value]] = {}
        self.edges: list[Edge] = []
        for fact in part.facts(self.report, None):  # type: ignore[arg-type]
            assert not isinstance(fact, Document)
            if isinstance(fact, Node):
                self.nodes.setdefault(fact.key, {}).update(
                    {k: v for k, v in fact.properties.items() if v is not None}
                )
            elif fact.kind is not Rel.IN_SYSTEM:
                assert {fact.start[1], fact.end[1]} <= self.nodes.keys()
                self.edges.append(fact)

    def told(self) -> list[tuple[object, ...]]:
        """Kind, ends and properties of each edge."""
        return [(e.kind, e.start[1], e.end[1], *e.properties.values()) for e in self.edges]

    def rejects(self) -> list[tuple[str, int, str]]:
        return [(Path(each.file).name, each.line, each.reason) for each in self.report.rejects]


def read(path: Path = FIXTURES, **options: str) -> Read:
    part, *_ = LOADER.parts([path], options)
    return Read(part)


def changed(tmp_path: Path, name: str, old: str, new: str) -> Path:
    shutil.copytree(FIXTURES, tmp_path / "export")
    file = tmp_path / "export" / name
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    return tmp_path / "export"


def test_the_export_says_its_release() -> None:
    (part,) = LOADER.parts([FIXTURES], {})
    assert (part.name, part.provenance.release) == ("athena/concepts", "v5.0 31-AUG-31")


def test_concepts_become_codes_of_the_systems_that_are_here() -> None:
    """OHDSI's own vocabularies are not code systems; its placeholder first and last days mean none."""
    loaded = read()
    assert loaded.report.rejects == []
    assert loaded.nodes["SNOMED:4401"] == {
        "system": "SNOMED",
        "code": "4401",
        "display": 'Flying "on a broom" disorder',
        "level": "disorder",
        "status": "active",
        "synonyms": ["Broom flying", "Flight of brooms"],
    }
    assert (loaded.nodes["SNOMED:4402"]["status"], loaded.nodes["SNOMED:4402"]["valid_to"]) == (
        "retired",
        date(2030, 1, 31),
    )
    assert loaded.nodes["ICD10CM:Z99.1"]["valid_from"] == date(2031, 4, 1)
    assert loaded.nodes["SYSTEM:SNOMED"] == {
        "name": "SNOMED",
        "title": "Systematic Nomenclature",
        "uri": "http://snomed.info/sct",
        "version": "2031-02 US",
    }
    assert {"HCPCS:A0001", "HCPCSMOD:ZZ", "CPT:99901", "MSDRG:001"} < loaded.nodes.keys()
    assert not any(key.startswith("CONCEPTCLASS") for key in loaded.nodes)


def test_of_two_concepts_of_one_code_the_valid_one_speaks() -> None:
    assert read().nodes["MSDRG:001"]["display"] == "Tower sweep group"


def test_relations_are_maps_hierarchy_and_replacements() -> None:
    """Only valid ones, and none from a code to itself; a parent in another system is a map."""
    loaded = read()
    assert loaded.told() == [
        (Rel.MAPS_TO, "ICD10CM:Z99.1", "SNOMED:4401", "OHDSI Maps to"),
        (Rel.MAPS_TO, "CPT:99901", "SNOMED:4400", "OHDSI Is a", "narrow"),
        (Rel.REPLACED_BY, "SNOMED:4402", "SNOMED:4401", date(2030, 2, 1)),
        (Rel.CHILD_OF, "SNOMED:4401", "SNOMED:4400"),
    ]
    assert [notice.rpartition("/")[2] for notice in loaded.report.notices[1:]] == [
        "CONCEPT_SYNONYM.csv:6: 1 synonyms belong to concepts that are not loaded; this is the first",
        "CONCEPT_RELATIONSHIP.csv:9: 1 relations lead to concepts that are not loaded; this is the first",
    ]


def test_relations_of_only_unknown_concepts_are_reported_too(tmp_path: Path) -> None:
    loaded = read(changed(tmp_path, "CONCEPT_RELATIONSHIP.csv", "3001\t9999", "9998\t9999"))
    assert any(":9: 1 relations lead to concepts" in notice for notice in loaded.report.notices)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("RxNorm\tDrugs", "the row has 2 cells but the header has 5"),
        (" \tDrugs\tx\ty\t5", "vocabulary_id is ' ', which is not a vocabulary"),
        ("SNOMED\tAgain\tx\ty\t5", "the vocabulary SNOMED is listed twice"),
        (f"RxNorm\t{'D' * 2001}\tx\ty\t5", "vocabulary_name has more than 2,000 characters"),
    ],
)
def test_bad_rows_of_vocabularies_are_rejected(tmp_path: Path, row: str, reason: str) -> None:
    old = "DRG\tGroups\thttp://example.org\t2031\t3"
    loaded = read(changed(tmp_path, "VOCABULARY.csv", old, f"{old}\n{row}"))
    assert loaded.rejects() == [("VOCABULARY.csv", 8, reason)]
    assert loaded.nodes["SYSTEM:SNOMED"]["title"] == "Systematic Nomenclature"


def test_only_the_chosen_vocabularies_are_loaded() -> None:
    systems = {key for key in read(vocabularies="snomed, ICD10CM").nodes if key.startswith("SYSTEM:")}
    assert systems == {"SYSTEM:SNOMED", "SYSTEM:ICD10CM"}
    with pytest.raises(
        SettingsError, match="the export has no vocabulary 'RxNorm'; it has: CPT4, Concept Class"
    ):
        read(vocabularies="RxNorm")


def test_wording_of_others_is_left_out_without_a_licence() -> None:
    loaded = read()
    for key in ("CPT:99901", "HCPCS:D0001"):
        assert loaded.nodes[key].keys() & {"display", "synonyms"} == set()


@pytest.mark.anyio
async def test_with_a_licence_names_of_cpt_codes_can_be_hidden(graph: Graph) -> None:
    """They are a separate part."""
    await load_into(graph, LOADER, [FIXTURES], {"licence": "yes"})
    question = "MATCH (c:Code {key: 'CPT:99901'}) RETURN c.display AS display, c.synonyms AS others"
    assert await graph.read(question) == [{"display": "Somebody's wording", "others": ["Another wording"]}]
    await hide_licensed(graph, True)
    assert await graph.read(question) == [{"display": None, "others": None}]


def test_a_zip_is_read_as_published(tmp_path: Path) -> None:
    """Also if CPT codes are in a separate file, still without names."""
    with zipfile.ZipFile(tmp_path / "vocabulary.zip", "w") as archive:
        for path in FIXTURES.iterdir():
            lines = path.read_text().splitlines(keepends=True)
            mine = [line for line in lines if "\tCPT4\t" in line] if path.name == "CONCEPT.csv" else []
            archive.writestr(path.name, "".join(line for line in lines if line not in mine))
            if mine:
                archive.writestr(
                    "CONCEPT_CPT4.csv", lines[0] + "".join(mine).replace("Somebody's wording", "")
                )
        archive.writestr("cpt4.jar", b"PK")
    zipped = read(tmp_path / "vocabulary.zip")
    assert zipped.report.rejects == []
    assert zipped.nodes == read().nodes
    assert sorted(map(repr, zipped.told())) == sorted(map(repr, read().told()))


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "reason"),
    [
        (
            "CONCEPT.csv",
            "20310401",
            "2031-13-01",
            5,
            "valid_start_date is '2031-13-01', which is not a date such as 20310401",
        ),
        (
            "CONCEPT.csv",
            "20310401\t20991231",
            "20310401\t20310331",
            5,
            "valid_end_date 2031-03-31 is before valid_start_date 2031-04-01",
        ),
        (
            "CONCEPT_RELATIONSHIP.csv",
            "20300201\t20991231",
            "20300201\t20300131",
            5,
            "valid_end_date 2030-01-31 is before valid_start_date 2030-02-01",
        ),
        ("CONCEPT.csv", "\tICD10CM\t", "\t \t", 5, "vocabulary_id is ' ', which is not a vocabulary"),
        ("CONCEPT.csv", "\tICD10CM\t", "\t-?\t", 5, "vocabulary_id is '-?', which is not a vocabulary"),
        (
            "CONCEPT.csv",
            "20310401",
            "soon",
            5,
            "valid_start_date is 'soon', which is not a date such as 20310401",
        ),
        ("CONCEPT.csv", "2001\t", "x\t", 5, "concept_id is 'x', which is not a concept id"),
        ("CONCEPT.csv", "2001\t", "1001\t", 5, "the concept 1001 is listed twice"),
        ("CONCEPT.csv", "\tZ99.1\t", "\t \t", 5, "'' of 'ICD10CM' cannot be a code"),
        ("CONCEPT.csv", "\tZ99.1\t", f"\t{'Z' * 2000}\t", 5, f"'{'Z' * 50}' of 'ICD10CM' cannot be a code"),
        ("CONCEPT.csv", "Broom sickness\t", "", 5, "the row has 9 cells but the header has 10"),
        ("CONCEPT.csv", "\t4400\t", "\ta\t", None, ""),
        ("CONCEPT_SYNONYM.csv", "9999", "?", 6, "concept_id is '?', which is not a concept id"),
        (
            "CONCEPT_RELATIONSHIP.csv",
            "1001\t1001",
            "1001\t",
            4,
            "concept_id_2 is '', which is not a concept id",
        ),
    ],
)
def test_bad_rows_are_rejected(
    tmp_path: Path, name: str, old: str, new: str, line: int | None, reason: str
) -> None:
    loaded = read(changed(tmp_path, name, old, new))
    assert loaded.rejects() == ([(name, line, reason)] if line else [])


def test_codes_that_differ_only_in_capitals_are_not_mixed(tmp_path: Path) -> None:
    path = changed(tmp_path, "CONCEPT.csv", "\t4400\t", "\tm\t")
    text = (path / "CONCEPT.csv").read_text().replace("\t4401\t", "\tM\t")
    (path / "CONCEPT.csv").write_text(text)
    loaded = read(path)
    assert loaded.rejects() == [
        ("CONCEPT.csv", 3, "m differs from M only in case, which keys ignore"),
    ]
    assert (Rel.CHILD_OF, "SNOMED:M", "SNOMED:M") not in loaded.told()


def test_cycles_are_broken_and_reported(tmp_path: Path) -> None:
    loaded = read(changed(tmp_path, "CONCEPT_RELATIONSHIP.csv", "1002\t1001\tSubsumes", "1002\t1001\tIs a"))
    ((_, line, reason),) = loaded.rejects()
    assert (line in (2, 3), reason.startswith("through SNOMED:44")) == (True, True)


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        (
            "CONCEPT.csv",
            "concept_class_id",
            "concept_class",
            "CONCEPT.csv:1: the header is missing concept_class_id",
        ),
        ("CONCEPT.csv", "Broom sick", "Broom\0sick", "CONCEPT.csv:5: the line contains NUL bytes"),
        ("CONCEPT.csv", "standard_concept", "domain_id\tstandard_concept", "appears twice in the header"),
        ("CONCEPT_SYNONYM.csv", "concept_synonym_name", "x", "the header is missing concept_synonym_name"),
    ],
)
def test_wrong_exports_are_refused(tmp_path: Path, name: str, old: str, new: str, reason: str) -> None:
    path = changed(tmp_path, name, old, new)
    with pytest.raises(InputError, match=reason):
        read(path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "empty"),
        ("<html><body></body></html>", "web page"),
        ("a,b\n1,2\n", "the header is missing concept_id, "),
    ],
)
def test_other_files_are_refused(tmp_path: Path, content: str, reason: str) -> None:
    (tmp_path / "CONCEPT.csv").write_text(content)
    with pytest.raises(InputError, match=reason):
        read(tmp_path / "CONCEPT.csv")


def test_two_exports_are_not_mixed(tmp_path: Path) -> None:
    for name in ("one", "two"):
        shutil.copytree(FIXTURES, tmp_path / name)
    with pytest.raises(InputError, match="are from two exports: give one"):
        read(tmp_path)


def test_capitals_count_in_units_and_stay_in_codes() -> None:
    nodes = read(Path(__file__).parents[2] / "cases" / "athena").nodes
    assert [nodes[f"UCUM:{unit}"]["code"] for unit in ("mg/dL", "s", "S")] == ["mg/dL", "s", "S"]


def test_codes_without_names_are_reported_with_what_to_do(tmp_path: Path) -> None:
    """Without a licence, and with one if the export's step for the names was skipped."""
    export = changed(tmp_path, "CONCEPT.csv", "Flying", "Flying")
    with (export / "CONCEPT.csv").open("a") as file:
        file.write("77\t\tProcedure\tCPT4\tCPT4\tS\t99902\t19700101\t20991231\t\n")
    (without,) = LOADER.parts([export], {})
    assert any(
        "CPT codes are loaded without their names" in notice for notice in Read(without).report.notices
    )
    codes, names = LOADER.parts([export], {"licence": "yes"})
    assert not any("of CPT" in notice for notice in Read(codes).report.notices)
    assert any(
        "have no name in it: run the export's cpt.sh" in notice for notice in Read(names).report.notices
    )


@pytest.mark.parametrize("capitals", [False, True])
@pytest.mark.parametrize("comma", [False, True])
def test_tables_with_commas_and_headers_in_capitals_are_read_alike(
    comma: bool, capitals: bool, tmp_path: Path
) -> None:
    """As databases export OMOP tables: with quotes around what needs them."""
    for file in FIXTURES.iterdir():
        header, _, rows = file.read_text().partition("\n")
        lines = [header.upper() if capitals else header, *rows.splitlines()]
        with (tmp_path / file.name).open("w", newline="") as written:
            csv.writer(written, delimiter=",", quoting=csv.QUOTE_ALL).writerows(
                line.split("\t") for line in lines
            ) if comma else written.write("".join(f"{line}\n" for line in lines))
    (usual,) = LOADER.parts([FIXTURES], {})
    (part,) = LOADER.parts([tmp_path], {})
    assert Read(part).nodes == Read(usual).nodes
    assert Read(part).edges == Read(usual).edges
    assert len(Read(part).report.rejects) == len(Read(usual).report.rejects)


def test_one_code_with_and_without_its_point_is_one(tmp_path: Path) -> None:
    """Both concepts lead to it: neither is rejected."""
    header = (FIXTURES / "CONCEPT.csv").read_text().partition("\n")[0]
    rows = [
        f"{number}\tHeart failure\tCondition\tICD9CM\tcode\t\t{code}\t19700101\t20991231\t"
        for number, code in ((35201, "428.0"), (35202, "4280"))
    ]
    (tmp_path / "CONCEPT.csv").write_text("\n".join([header, *rows, ""]))
    (part,) = LOADER.parts([tmp_path], {})
    read = Read(part)
    assert ([key for key in read.nodes if ":" in key and key != "SYSTEM:ICD9CM"], read.report.rejects) == (
        ["ICD9CM:428.0"],
        [],
    )
