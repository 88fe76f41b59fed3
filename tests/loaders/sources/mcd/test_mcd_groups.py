"""What follows from a code's format and a company's name."""

import pytest

from medcodegraph.loaders.codes.forms import diagnosis_system, procedure_system
from medcodegraph.loaders.sources.mcd.payers import payer_key


@pytest.mark.parametrize(
    ("system", "numbers"),
    [
        ("CPT", ["38225", "0537T", "0001U", "2029F", "0001M"]),
        ("HCPCS", ["Q2042", "A9900", "D0120"]),
        (None, ["E1", "123456", "XX000", "C91.00", ""]),
    ],
)
def test_form_of_a_procedure_code(system: str | None, numbers: list[str]) -> None:
    assert {procedure_system(number) for number in numbers} == {system}


@pytest.mark.parametrize(
    ("system", "numbers"),
    [
        ("ICD10CM", ["C91.00", "C9100", "I10", "C7A.00", "Z3A.01", "U07.1", "M1A.00X0", "QA0.01"]),
        (None, ["XX000", "38225", "C9", "C91.", "C91.00000", ""]),
    ],
)
def test_form_of_a_diagnosis(system: str | None, numbers: list[str]) -> None:
    assert {diagnosis_system(number) for number in numbers} == {system}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Noridian Healthcare Solutions, LLC", "PAYER:noridian"),
        ("Wisconsin Physicians Service Insurance Corporation", "PAYER:wps"),
        ("WPS Insurance Corporation", "PAYER:wps"),
        ("Palmetto GBA", "PAYER:palmetto-gba"),
        ("A  New  Contractor, Inc.", "PAYER:a-new-contractor"),
    ],
)
def test_company_keys(name: str, key: str) -> None:
    """Known companies by their short names, regardless of legal form; others by their whole name."""
    assert payer_key(name) == key
