"""One mistake in a good file, for every loader: its message and its line."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from support.hazards import said
from support.samples import Sample, sample

BILLION = b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>\n'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n'
LONG = b"x" * (17 << 20)
CLINICIAN = "ClinicianDescriptor.txt"


@dataclass(frozen=True)
class Mistake:
    """In a file of a sample (the only one if not named), `new` replaces the first `old`."""

    sample: str
    old: bytes
    new: bytes
    said: str
    line: int
    file: str = ""

    def made(self) -> Sample:
        good = sample(self.sample)
        name = self.file or next(iter(good.files))
        assert self.old in good.files[name]
        return good.broken(name, lambda content: content.replace(self.old, self.new, 1))


MISTAKES = [
    Mistake(
        "icd10cm tabular", b"<ICD10CM.tabular>", BILLION + b"<ICD10CM.tabular>", "declares XML entities", 2
    ),
    Mistake(
        "icd10cm tabular", b"<ICD10CM.tabular>", OUTSIDE + b"<ICD10CM.tabular>", "declares XML entities", 2
    ),
    Mistake("icd10pcs tables", b"<ICD10PCS.tabular>", BILLION + b"<ICD10PCS.tabular>", "XML entities", 2),
    Mistake("icd10cm tabular", b"</introduction>", b"</introductio>", "not well-formed XML", 8),
    Mistake(
        "icd10cm tabular",
        b"</chapter>",
        b"<note>" + LONG * 2 + b"</note></chapter>",
        "element is too long",
        0,
    ),
    Mistake("icd10cm order", b"00003 A001 ", b"00003 A000 ", "A000 is listed twice (first on line 2)", 3),
    Mistake("icd10cm order", b"00002 A000    1 ", b"00002 Z999    1 ", "no header for Z999", 2),
    Mistake(
        "icd10cm order",
        b"00002 A000    1 ",
        b"00002 A000    7 ",
        "does not have the layout of an order file",
        2,
    ),
    Mistake("icd10cm order", b"00002 A000    1 ", b"00002" + LONG, "never ends", 2),
    Mistake("icd10pcs order", b"00002 07B00ZZ 1", b"00002 07C00ZZ 1", "no header for", 2),
    Mistake(
        "hcpcs fixed",
        b"1985010119970101",
        b"1985013219970101",
        "ADD DT is '19850132', which is not a date",
        8,
    ),
    Mistake("hcpcs fixed", b"A0002001003", b"A0001001003", "A0001 is listed twice", 9),
    Mistake("msdrg", b"\tMDC\t", b"\tTYPE\t", "", 0),
    Mistake("mondo packed", b'"MONDO:9000001":1', b'"MONDO:9000001":"near"', "the wrong type", 1),
    Mistake("mondo packed", b'"label":"ailment"', b'"label":"ailment","label":"other"', "appears twice", 1),
    Mistake("mondo packed", b'"deprecated":false', b'"deprecated":NaN', "NaN is not a JSON value", 1),
    Mistake("mondo packed", b'"description":"', b'"description":"' + LONG, "too long", 1),
    Mistake("mondo sssom", b"subject_label\t", b"subject_id\t", "appears twice in the header", 9),
    Mistake("mondo sssom", b"subject_id\t", b"subject\t", "not recognised as any of", 0),
    Mistake("mondo sssom", b"\tdrooping wing\t", b'\t"drooping wing\t', "a quote is not closed", 10),
    Mistake(
        "mondo sssom", b"skos:exactMatch", b"skos:noMatch", "the predicate 'skos:noMatch' is not one of", 10
    ),
    Mistake("mondo sssom", b"#   MONDO:", b"#  - MONDO:", "the heading is not valid YAML", 0),
    Mistake(
        "doid obo",
        b"id: DOID:4\nname: disease\n",
        b"id: DOID:4\nname: disease\nis_a: DOID:90003\n",
        "above itself",
        12,
    ),
    Mistake(
        "doid obo", b"is_a: DOID:90003 ", b"is_a: DOID:77777 ", "the parent DOID:77777 is not in the file", 23
    ),
    Mistake("doid obo", b"id: DOID:90006", b"id: DOID:90003", "is listed twice (first on line", 29),
    Mistake("doid parents", b"label", b"id", "not recognised as any of", 0),
    Mistake(
        "doid parents", b'"singed tail"\t"disease"', b'"singed tail\t"disease"', "a quote is not closed", 4
    ),
    Mistake(
        "mcd lcd",
        b",lcd_version,title",
        b",lcd_version,lcd_version",
        "the column 'lcd_version' appears twice",
        1,
        "lcd.csv",
    ),
    Mistake(
        "mcd lcd",
        b",lcd_version,title",
        b",lcd_versio,title",
        "the header is missing lcd_version",
        1,
        "lcd.csv",
    ),
    Mistake("mcd ncd", b"2030-04-05 00:00:00", b"2030-02-31 00:00:00", "", 2, "ncd_trkg.csv"),
    Mistake("mcd lcd", b'"<p>Covered for cats.', b'<p>"Covered for cats.', "", 2, "lcd.csv"),
    Mistake("mcd listing", b"01/01/2020", b"13/13/2020", "", 6),
    Mistake("mcd listing", b'"Novitas Solutions, Inc.\n(MAC - Part A)"', b'"Novitas', "not valid CSV", 11),
    Mistake("starter", b"start,edge,", b"edge,edge,", "the header", 1, "code_links.csv"),
    Mistake("starter", b"2025-01-01", b"2025-13-01", "2025-13-01", 2, "code_links.csv"),
    Mistake(
        "starter", b"CPT:0537T,REPLACED_BY", b'"CPT:0537T,REPLACED_BY', "not valid CSV", 2, "code_links.csv"
    ),
    Mistake("starter", b"MONDO:0005157:\n", b"MONDO:0044881:\n", "appears twice", 0, "conditions.yaml"),
    Mistake(
        "starter", b"IS_A: [MONDO:0044881]", b"IS_A: [MONDO:1234567]", "MONDO:1234567", 0, "conditions.yaml"
    ),
    Mistake("cpt", b"0999T CAFE", b"0999TTCAFE", "does not have the layout of the others", 4, "MEDU.txt"),
    Mistake("cpt", b"0999T CAFE", b"99901 CAFE", "99901 is listed twice (first on line 3)", 4, "SHORTU.txt"),
    Mistake("cpt", b"99901\t1\tTower", b"999\t1\tTower", "not in the form of a CPT code", 0, CLINICIAN),
    Mistake("cpt", b"Concept Id", b"CPT Code", "appears twice in the header", 3, CLINICIAN),
    Mistake(
        "cpt", b"1000\t99901\tA", b"1000\t99901\tx\tA", "the row has 4 cells", 4, "ConsumerDescriptor.txt"
    ),
    Mistake("athena", b"1002\tDisorder", b"1001\tDisorder", "1001 is listed twice", 3, "CONCEPT.csv"),
    Mistake("athena", b"20310401", b"20311301", "20311301", 5, "CONCEPT.csv"),
    Mistake(
        "athena", b"concept_code", b"concept_number", "the header is missing concept_code", 1, "CONCEPT.csv"
    ),
    Mistake("athena", b"Flying ", b"Flying\t", "cells", 2, "CONCEPT.csv"),
    Mistake("athena", b"20300201", b"soon", "soon", 5, "CONCEPT_RELATIONSHIP.csv"),
    Mistake(
        "athena", b"1002\t1001\tSubsumes", b"1002\t1001\tIs a", "above itself", 0, "CONCEPT_RELATIONSHIP.csv"
    ),
    Mistake("athena", b"4180186", b"4180186\t1", "cells", 2, "CONCEPT_SYNONYM.csv"),
    Mistake("fhir code system", b'"code": "W-2", ', b"", "a code is missing", 20),
    Mistake("fhir code system", b'"code": "W-2"', b'"code": "W-1"', "W-1 is listed twice", 20),
    Mistake("fhir code system", b'"valueCode": "F"}', b'"valueCode": "Q"}', "Q", 0),
    Mistake("fhir code system", b'"url": "http://example.org/fhir/CodeSystem/wings",', b"", "has no url", 0),
    Mistake("fhir code system", b'"display": "Wing",', b'"display": "Wing" "x",', "not valid JSON", 22),
    Mistake("fhir concept map", b'"equivalence": "wider"', b'"equivalence": "bigger"', "bigger", 0),
    Mistake("fhir concept map", b'"C9101"', b'"C91.00"', "twice", 0),
    Mistake("fhir lines", b'"url": "http://example.org/fhir/ValueSet/beaks", ', b"", "has no url", 2),
    Mistake("fhir lines", b'"status": "active"', b'"status": active', "not valid JSON", 1),
    Mistake("policies table", b"2024-01-01", b"2024-13-01", "2024-13-01", 2),
    Mistake("policies table", b",covered,", b",coverd,", "coverd", 3),
    Mistake("policies table", b"10001-10003", b"10003-10001", "10003-10001", 3),
    Mistake("policies table", b"number,title", b"numbr,title", "unknown column 'numbr': did you mean", 1),
    Mistake("policies table", b"HCPCS:Q0002", b"", "neither codes nor diagnoses", 4),
    Mistake("policies document", b"stance: conditional", b"stance: perhaps", "perhaps", 24),
    Mistake(
        "policies document", b"effective_from: 2024-01-01", b"effective_from: 2024-02-30", "2024-02-30", 19
    ),
    Mistake("policies document", b"        codes:", b"        cods:", "unknown field 'cods'", 22),
    Mistake("policies document", b"TX, US-NY", b"TX, Narnia", "not a jurisdiction", 0),
    Mistake("policies document", b"NCD:110.24", b"110.24", "is not a policy's key", 21),
    Mistake("page", b"Name of the Procedure:", b"Name of the Procedure:" + b"x" * 600_000, "", 0),
]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda one: f"{one.sample}: {one.new[:30]!r}")
def test_a_mistake_is_named_with_its_line(mistake: Mistake, tmp_path: Path) -> None:
    found = [one for one in said(mistake.made(), tmp_path) if mistake.said in one]
    assert found
    assert not mistake.line or any(f":{mistake.line}: " in one for one in found)
