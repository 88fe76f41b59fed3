"""The format of each system's codes, and the system of a code without one, from its format."""

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
"""The same, as written in the tabular list."""
ICD10CM_UNDOTTED = rf"{ICD10CM_CATEGORY}[0-9A-Z]{{0,4}}"
"""The same, as written in the order file."""
ICD10PCS = "[0-9A-HJ-NP-Z]{7}"
"""A code of ICD-10-PCS: `XW033C7`."""
CLEAR_ICD10PCS = r"(?=.*\d|.*Z\Z)[0-9BCDFGHX][0-9A-HJ-NP-Z]{6}"
"""The same, excluding words: it ends with a digit or Z, and its section exists."""

_CPT, _HCPCS = re.compile(CPT), re.compile(HCPCS)
_CLEAR_ICD10CM = re.compile(
    rf"(?!XX|U){ICD10CM}|U\d\d(?:\.?\d)?"  # XX000 means none, U0001 is HCPCS
)


def procedure_system(number: str) -> str | None:
    """The system of a procedure code by its format: CPT (`38225`, `0537T`), HCPCS (`Q2042`) or None."""
    if _CPT.fullmatch(number):
        return "CPT"
    return "HCPCS" if _HCPCS.fullmatch(number) else None


def diagnosis_system(number: str) -> str | None:
    """ICD10CM if the code has its format (`C91.00`, `C9100`), else None."""
    return "ICD10CM" if _CLEAR_ICD10CM.fullmatch(number) else None
