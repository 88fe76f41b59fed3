"""How the codes of each system are written, and which system a code without one belongs to by its form."""

import re

CPT = r"\d{4}[0-9A-Z]"
"""A code of CPT: `38225`, `0537T`, `0001U`."""
HCPCS = r"[A-Z]\d{4}"
"""A code of HCPCS Level II: `Q2042`."""
HCPCS_MODIFIER = r"[A-Z][0-9A-Z]|\d[A-Z]"
"""A modifier of HCPCS Level II: `KX`, `T1`; those of CPT have two digits."""
ICD10CM_CATEGORY = "[A-Z](?:[0-9][0-9A-Z]|[A-Z][0-9])"
"""A category of ICD-10-CM: `C91`, `C7A`, `QA0`."""
ICD10CM = rf"{ICD10CM_CATEGORY}(?:\.?[0-9A-Z]{{1,4}})?"
"""A category or code of ICD-10-CM, with its point or without: `C91.00`, `C9100`."""
ICD10CM_DOTTED = rf"{ICD10CM_CATEGORY}(?:\.[0-9A-Z]{{1,4}})?"
"""The same as the tabular list writes it."""
ICD10CM_UNDOTTED = rf"{ICD10CM_CATEGORY}[0-9A-Z]{{0,4}}"
"""The same as the order file writes it."""
ICD10PCS = "[0-9A-HJ-NP-Z]{7}"
"""A code of ICD-10-PCS: `XW033C7`."""
CLEAR_ICD10PCS = r"(?=.*\d|.*Z\Z)[0-9BCDFGHX][0-9A-HJ-NP-Z]{6}"
"""The same, where it could be a word: with a digit or a Z at its end, and in a section that there is."""

_CPT, _HCPCS = re.compile(CPT), re.compile(HCPCS)
_CLEAR_ICD10CM = re.compile(
    rf"(?!XX|U){ICD10CM}|U\d\d(?:\.?\d)?"  # XX000 stands for none, U0001 is of HCPCS
)


def procedure_system(number: str) -> str | None:
    """The system of a procedure code, by its form: CPT (`38225`, `0537T`) or HCPCS (`Q2042`), else None."""
    if _CPT.fullmatch(number):
        return "CPT"
    return "HCPCS" if _HCPCS.fullmatch(number) else None


def diagnosis_system(number: str) -> str | None:
    """ICD10CM where the code has the form of one (`C91.00`, `C9100`), else None."""
    return "ICD10CM" if _CLEAR_ICD10CM.fullmatch(number) else None
