"""Keys: every form becomes the canonical one."""

import pytest

from medcodegraph.graph.keys import code_key, normalise, slug_key


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("icd10cm:c9100", "ICD10CM:C91.00"),
        ("ICD-10-CM: c91.00", "ICD10CM:C91.00"),
        ("icd10cm:c91", "ICD10CM:C91"),
        ("ICD10CM:S01.00XA", "ICD10CM:S01.00XA"),
        ("icd10cm:s0100xa", "ICD10CM:S01.00XA"),
        ("icd10cm:qa00101", "ICD10CM:QA0.0101"),
        ("ICD10CM:CHAPTER-2", "ICD10CM:CHAPTER-2"),
        ("ICD10CM:C81-C96", "ICD10CM:C81-C96"),
        (" cpt4 : 0537t ", "CPT:0537T"),
        ("hcpcs|q2042", "HCPCS:Q2042"),
        ("ICD10PCS:xw033c7", "ICD10PCS:XW033C7"),
        ("Mondo:0004967", "MONDO:0004967"),
        ("ncd:110.24", "NCD:110.24"),
        ("drg:018", "MSDRG:018"),
        ("Procedure:Some-Slug", "PROCEDURE:some-slug"),
        ("source:starter/X", "SOURCE:starter/x"),
        ("system:icd-10-cm", "SYSTEM:ICD10CM"),
        ("no key at all", "no key at all"),
        ("", ""),
        (":", ":"),
    ],
)
def test_any_form_becomes_the_canonical_one(written: str, key: str) -> None:
    """And the canonical one is unchanged."""
    assert normalise(written) == key
    assert normalise(key) == key


def test_codes_and_slugs_make_keys() -> None:
    """Systems by any name; names with accents, signs and spaces."""
    assert code_key("ICD-10-CM", "z001") == "ICD10CM:Z00.1"
    assert slug_key("ROLE", "  Médecin (oncologue) ") == "ROLE:medecin-oncologue"
