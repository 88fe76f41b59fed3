"""A file that no source reads is said to be what it is, with what can be done about it."""

import bz2
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from support.workbooks import write_workbook

from medcodegraph.errors import InputError
from medcodegraph.loaders.pipeline.survey import survey
from medcodegraph.loaders.registry import LOADERS

TABULAR = '<ICD10CM.tabular isAddenda="true"><version>2031</version></ICD10CM.tabular>'


def packed(name: str, content: bytes) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(name, content)
    return written.getvalue()


WORKBOOK = write_workbook(BytesIO(), Sheet=[["Colour"], ["red"]]).getvalue()

KINDS: dict[str, tuple[str, bytes, str]] = {
    "nested zip": ("a.zip", packed("b.zip", packed("codes.txt", b"A000")), "a zip within a zip: unpack it"),
    "old workbook": ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "save it as .xlsx"),
    "other workbook": ("a.zip", packed("b.xlsx", WORKBOOK), "without a table that any source reads"),
    "FHIR XML": (
        "a.xml",
        b'<?xml version="1.0"?>\n<ValueSet xmlns="http://hl7.org/fhir"/>',
        "give it as JSON",
    ),
    "other FHIR": ("a.json", b'{"resourceType": "Patient"}', "only CodeSystem, ConceptMap and ValueSet"),
    "PDF": ("a.pdf", b"%PDF-1.7\n...", "a PDF"),
    "bzip2": ("a.bz2", bz2.compress(b"text"), "compressed as bzip2"),
    "7-Zip": ("a.7z", b"7z\xbc\xaf\x27\x1c" + bytes(40), "unpack it"),
    "OWL": ("a.owl", b'<?xml version="1.0"?>\n<rdf:RDF xmlns="http://a"></rdf:RDF>', "as OBO or obographs"),
    "other ontology": ("hp.obo", b"format-version: 1.2\nontology: hp\n\n[Term]\nid: HP:1\n", "neither MONDO"),
    "other mappings": (
        "a.sssom.tsv",
        b"#curie_map:\n#  CHEBI: http://a\nsubject_id\tpredicate_id\tobject_id\nCHEBI:1\tskos:exactMatch\tMESH:1\n",
        "SSSOM mappings other than from MONDO",
    ),
    "SNOMED RF2": ("a.txt", b"id\teffectiveTime\tactive\tmoduleId\tterm\n1\t2\t1\t3\tx\n", "Athena export"),
    "LOINC": ("Loinc.csv", b'"LOINC_NUM","COMPONENT"\n"1-8","x"\n', "LOINC as published"),
    "RxNorm": ("RXNCONSO.RRF", b"3|ENG||||||8717795||58488005||SNOMEDCT_US|PT|58488005|x|\n", "RRF"),
    "addenda": ("addenda.xml", TABULAR.encode(), "changes to the previous release"),
    "other OMOP table": ("CONCEPT_ANCESTOR.csv", b"a\tb\n1\t2\n", "is not needed"),
    "other MCD table": ("lcd_x_urls.csv", b"lcd_id,url\n1,a\n", "Medicare Coverage Database"),
    "policies with tabs": ("a.csv", b"payer\tstance\tcodes\nA\tcovered\tE0100\n", "save the table as CSV"),
    "policies in capitals": ("a.csv", b"Payer,Stance,Codes\nA,covered,E0100\n", "docs/policies.md"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_that_is_not_loaded_says_what_it_is_and_what_to_do(kind: str, tmp_path: Path) -> None:
    name, content, words = KINDS[kind]
    (tmp_path / name).write_bytes(content)
    seen = survey([tmp_path], LOADERS.values())
    assert (seen.found, seen.wrong, [file.name for file in seen.left_out]) == ({}, [], [name])
    (reason,) = seen.reasons.values()
    assert words in reason


@pytest.mark.parametrize("kind", ["FHIR XML", "other FHIR", "PDF", "old workbook"])
def test_it_is_said_too_where_a_source_is_named(kind: str, tmp_path: Path) -> None:
    name, content, words = KINDS[kind]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match="not recognised as any of") as caught:
        LOADERS["fhir"].parts([tmp_path / name], {})
    assert words in caught.value.reason


def test_what_no_one_knows_has_no_reason(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n")
    seen = survey([tmp_path], LOADERS.values())
    assert ([file.name for file in seen.left_out], seen.reasons) == (["notes.md"], {})
