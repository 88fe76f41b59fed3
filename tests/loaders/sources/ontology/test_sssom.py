"""Mapping files: their header, and the meaning of a predicate for its object."""

from pathlib import Path

import pytest
from support.loaded import NoNames

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Edge, Node
from medcodegraph.graph.hierarchy import circles
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.registry import LOADERS
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.ontology.code_links import Links, number_in
from medcodegraph.loaders.sources.ontology.sssom import Mapping, MappingSet, mapping_set, mappings

FIXTURES = Path(__file__).parents[3] / "fixtures" / "mondo"
HEADER = "subject_id\tpredicate_modifier\tpredicate_id\tobject_id\n"


def every(_: str) -> bool:
    """Of any vocabulary."""
    return True


def written(folder: Path, text: str) -> Packed:
    (folder / "a.tsv").write_text(text)
    return Packed(folder / "a.tsv")


def test_heading_says_release_licence_and_prefixes() -> None:
    told = mapping_set(Packed(FIXTURES / "mondo_exactmatch_doid.sssom.tsv"))
    assert told.name == "mondo_exactmatch_doid"
    assert "2031-08-04" in told.version
    assert told.licence == "CC0 1.0"
    assert told.prefixes == {"DOID", "MONDO", "SKOS"}


def test_heading_may_lack_anything(tmp_path: Path) -> None:
    """An unknown licence is kept as written."""
    assert mapping_set(written(tmp_path, HEADER)) == MappingSet("", "", "", frozenset())
    told = mapping_set(written(tmp_path, "#license: https://mine.example\n#curie_map: none\n" + HEADER))
    assert told == MappingSet("", "", "https://mine.example", frozenset())
    with pytest.raises(InputError, match="heading is not valid YAML") as caught:
        mapping_set(written(tmp_path, "# a: b\n# : [\n" + HEADER))
    assert caught.value.line


def test_each_predicate_says_what_the_object_is(tmp_path: Path) -> None:
    """A row that negates its mapping, or has no term, is left out, and is not a reject."""
    predicates = ["exactMatch", "narrowMatch", "broadMatch", "closeMatch", "relatedMatch", "hasDbXref"]
    rows = [f"M:1\t\tskos:{predicate}\tO:1\n" for predicate in predicates]
    denied = "M:1\tNot\tskos:exactMatch\tO:1\n"
    none = "M:1\t\tskos:exactMatch\tsssom:NoTermFound\n"
    species = "M:1\t\tsemapv:crossSpeciesExactMatch\tO:1\n"
    report = Report()
    found = list(mappings(written(tmp_path, HEADER + "".join([*rows, denied, none, species])), report, every))
    assert [mapping.match for mapping in found] == [
        "exact",
        "narrow",
        "broad",
        "related",
        "related",
        "related",
    ]
    assert found[1].reversed() == Mapping(3, "O:1", "", "broad", "M:1", "")
    assert (report.rows, report.rejects) == (9, [])
    assert [notice.partition(": ")[2] for notice in report.notices] == [
        "1 rows say that a mapping does not hold; they are left out",
        "1 rows say that there is no term to map to; they are left out",
        "1 rows have the predicate semapv:crossSpeciesExactMatch, which is not a match of two terms; "
        "they are left out",
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("ICD10CM:C91.0", "C91.0"),
        ("c910", "C91.0"),
        ("icd-10-cm:QA0.0101", "QA0.0101"),
        ("http://purl.bioontology.org/ontology/ICD10CM/C7A", "C7A"),
        ("ICD10CM:C50-C50", "C50-C50"),
        ("ICD10CM:I00-I99", "CHAPTER-9"),
        ("ICD10CM:Q00-QA0", "CHAPTER-17"),
    ],
)
def test_codes_are_known_in_any_writing(text: str, number: str) -> None:
    assert number_in(text) == number


@pytest.mark.parametrize(
    "text", ["", "ICD10CM:", "C9", "C91.00000", "lizard", "C91.-", "C91-C90", "A00.1-A00.9"]
)
def test_an_invalid_code_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not in the form of|range"):
        number_in(text)


def test_a_pair_is_linked_once_by_its_most_specific_match() -> None:
    links = Links()
    for match in ("related", "exact", "broad", "related"):
        links.add("A00", "MONDO:9000001", match)
    *_, edge = links.facts({})
    assert len(list(links.facts({}))) == 2
    assert edge.properties == {"match": "exact"}


def test_cycles_are_cut_where_they_close() -> None:
    """A long chain is not a cycle, and does not exhaust the stack."""
    assert circles({"a": ["b", "c"], "b": ["c"], "c": ["a", "d"], "e": ["e"]}) == {("c", "a"), ("e", "e")}
    assert circles({str(number): [str(number + 1)] for number in range(5000)}) == set()


MIXED = """#curie_map:
#  mondo: http://a
#  doid: http://b
#  icd-10-cm: http://c
#mapping_set_id: https://example.org/biomappings.sssom.tsv
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label
mondo:0004967\todd\tskos:exactMatch\tdoid:9952\todd
MONDO:0004967\todd\tskos:exactMatch\ticd10cm:C91.0\todd
chebi:1\ta\tdebio:0000003\tmesh:1\tb
mesh:1\ta\tskos:exactMatch\tchebi:1\tb
"""


def test_mappings_that_are_partly_about_mondo_are_taken_in_part(tmp_path: Path) -> None:
    """Whatever the rows about others say: they are counted, and are not rejects."""
    source = written(tmp_path, MIXED)
    assert [loader for loader in LOADERS if LOADERS[loader].recognises(source)] == ["mondo"]
    (part,) = LOADERS["mondo"].parts([source.path], {})
    report = Report()
    edges = [fact for fact in part.facts(report, NoNames()) if isinstance(fact, Edge)]
    assert (part.name, report.rows, report.rejects) == ("mondo/biomappings", 4, [])
    assert [(edge.start[1], edge.end[1]) for edge in edges] == [("ICD10CM:C91.0", "MONDO:0004967")]
    assert report.notices == [f"{source.name}: 2 rows are about other vocabularies; they are left out"]


def test_mappings_of_which_none_is_about_mondo_are_refused(tmp_path: Path) -> None:
    none = "".join(line for line in MIXED.splitlines(keepends=True) if "0004967" not in line)
    (part,) = LOADERS["mondo"].parts([written(tmp_path, none).path], {})
    with pytest.raises(InputError, match="none of its mappings are about MONDO"):
        list(part.facts(Report(), NoNames()))


def test_a_range_that_is_no_section_is_the_categories_in_it() -> None:
    """As far as the codes are loaded: I10-I16 is a section of an older edition, I10-I1A the one of today."""
    listed = {
        "I10": True,
        "I10-I1A": False,
        "I15": False,
        "I15.9": True,
        "I16": False,
        "I1A": True,
        "A00-B99": None,
    }
    links = Links()
    for number, match in (
        ("I10-I16", "exact"),
        ("I10", "broad"),
        ("I10-I1A", "exact"),
        ("A00-B99", "related"),
    ):
        links.add(number, "MONDO:9000001", match)
    edges = {
        fact.start[1].removeprefix("ICD10CM:"): fact.properties["match"]
        for fact in links.facts(listed)
        if isinstance(fact, Edge)
    }
    assert edges == {
        "I10": "broad",
        "I10-I1A": "exact",
        "I15": "narrow",
        "I16": "narrow",
        "A00-B99": "related",
    }
    assert {fact.key for fact in links.facts({}) if isinstance(fact, Node)} >= {"ICD10CM:I10-I16"}
