"""OBO text and obographs give the same terms; unreadable lines are reported."""

import json
from pathlib import Path

import pytest

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.ontology.obo import obo_heading, obo_terms
from medcodegraph.loaders.sources.ontology.obographs import obograph_heading, obograph_terms
from medcodegraph.loaders.sources.ontology.term import Heading, Term, term_key

FIXTURES = Path(__file__).parents[3] / "fixtures" / "doid"


def test_headings_name_the_ontology_and_its_version() -> None:
    path = "doid/releases/2031-07-31/subsets/DO_beast_slim"
    assert obo_heading(Packed(FIXTURES / "DO_beast_slim.obo")) == Heading("DO_beast_slim", f"{path}.obo")
    address = f"http://purl.obolibrary.org/obo/{path}.json"
    assert obograph_heading(Packed(FIXTURES / "DO_beast_slim.json")) == Heading("DO_beast_slim", address)


def test_a_stanza_becomes_a_term(tmp_path: Path) -> None:
    """Escapes, comments and qualifiers; irrelevant tags; a missing final line end."""
    file = tmp_path / "a.obo"
    file.write_text(
        "format-version: 1.4\r\n\r\n[Term]\r\nid: DOID:1 ! a comment\r\nname: one\\, with\\! a \\{mark\\}\r\n"
        '! a comment\r\ndef: "It is \\"one\\"\\nof many." [a:b "c"]\r\nsynonym: "uno" EXACT [] {x="y"}\r\n'
        'synonym: "eins" NARROW []\r\nis_a: DOID:4 {source="z"} ! disease\r\nrelationship: on DOID:2\r\n'
        'xref: ICD10CM:A00 {source="z"}\r\n\r\n[Typedef]\r\nid: on\r\nname: on\r\n\r\n[Term]\r\nid: DOID:2'
    )
    report = Report()
    assert list(obo_terms(Packed(file), report)) == [
        Term(
            3,
            "DOID:1",
            "one, with! a {mark}",
            'It is "one" of many.',
            ("uno",),
            ("DOID:4",),
            (("related", "ICD10CM:A00"),),
        ),
        Term(18, "DOID:2", ""),
    ]
    assert (report.rows, report.rejects) == (2, [])


def test_bad_lines_are_named_and_the_term_stays(tmp_path: Path) -> None:
    file = tmp_path / "a.obo"
    file.write_text('format-version: 1.4\n[Term]\nid: DOID:1\nname: one\nsynonym: "open EXACT\nno colon\n')
    report = Report()
    assert list(obo_terms(Packed(file), report)) == [Term(2, "DOID:1", "one")]
    assert [(reject.line, reject.reason) for reject in report.rejects] == [
        (6, "the line is not in the form `tag: value`"),
        (5, "a text must be in quotes"),
    ]
    file.write_text("[Term]\nid: DOID:1\n\nname: one\n")
    with pytest.raises(InputError, match="no format-version"):
        list(obo_terms(Packed(file), Report()))


@pytest.mark.parametrize(
    "node",
    [
        "DOID_1",
        {"lbl": "no id"},
        {"id": "DOID_1", "lbl": 7},
        {"id": "DOID_1", "meta": []},
        {"id": "DOID_1", "meta": {"definition": "bare"}},
        {"id": "DOID_1", "meta": {"synonyms": [{"pred": "hasExactSynonym"}]}},
        {"id": "DOID_1", "meta": {"xrefs": "DOID:2"}},
    ],
)
def test_bad_nodes_are_named_and_the_rest_is_read(tmp_path: Path, node: object) -> None:
    file = tmp_path / "a.json"
    good = {"id": "http://purl.obolibrary.org/obo/DOID_2", "lbl": "two", "type": "CLASS"}
    graph = {"nodes": [node, good], "edges": [{"sub": "a", "pred": "is_a"}]}
    file.write_text(json.dumps({"graphs": [graph]}))
    report = Report()
    assert [term.name for term in obograph_terms(Packed(file), report)] == ["two"]
    assert [reject.reason for reject in report.rejects] == [
        "the node is not in the obographs format",
        "the edge does not have `sub`, `pred` and `obj`",
    ]
    assert report.rows == 2


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("MONDO:0004967", "MONDO:0004967"),
        ("mondo_0004967", "MONDO:0004967"),
        ("obo.MONDO_0004967", "MONDO:0004967"),
        ("<http://purl.obolibrary.org/obo/MONDO_0004967>", "MONDO:0004967"),
        ("https://identifiers.org/mondo:0004967", "MONDO:0004967"),
        ("https://disease-ontology.org/?id=DOID:9952", "DOID:9952"),
        ("DOID:0050458", "DOID:0050458"),
        ("MONDO:4967", None),
        ("HP:0000001", None),
        ("", None),
    ],
)
def test_ids_are_known_in_any_writing(written: str, key: str | None) -> None:
    assert term_key(written) == key
