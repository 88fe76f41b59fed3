"""Keys inside URIs, as FHIR servers, ontology browsers and code-book websites write them."""

import re

_OIDS = {
    "2.16.840.1.113883.6.12": "CPT",
    "2.16.840.1.113883.6.285": "HCPCS",
    "2.16.840.1.113883.6.14": "HCPCS",
    "2.16.840.1.113883.6.90": "ICD10CM",
    "2.16.840.1.113883.6.4": "ICD10PCS",
    "2.16.840.1.113883.6.103": "ICD9CM",
    "2.16.840.1.113883.6.96": "SNOMED",
    "2.16.840.1.113883.6.88": "RXNORM",
    "2.16.840.1.113883.6.1": "LOINC",
}
_NAMES = {
    "CDT": "CDT",
    "CPT": "CPT",
    "CVX": "CVX",
    "DOID": "DOID",
    "HCPCS": "HCPCS",
    "HCPCSRELEASECODESETS": "HCPCS",
    "ICD10CM": "ICD10CM",
    "ICD10PCS": "ICD10PCS",
    "ICD9CM": "ICD9CM",
    "LOINC": "LOINC",
    "LOINCORG": "LOINC",
    "MONDO": "MONDO",
    "MSDRG": "MSDRG",
    "RXNORM": "RXNORM",
    "SCT": "SNOMED",
}
"""The parts of a URI that name a code system, reduced to letters and digits."""
_CMS_PCS = re.compile(r"cms\.gov/medicare/coding/icd10\b", re.IGNORECASE)
_ADDRESS = re.compile(r"(?:https?://|urn:oid:)", re.IGNORECASE)
_OBO = re.compile(r"([A-Za-z]+)_(\w+)")
_NOT_A_LETTER = re.compile(r"[^A-Za-z0-9]")


def key_in(text: str) -> str | None:
    """The key in a URI, as `SYSTEM:code`; None if the text is not a URI of a known system.

    `http://hl7.org/fhir/sid/icd-10-cm|E11.9`, `http://purl.obolibrary.org/obo/MONDO_0005148` and
    `urn:oid:2.16.840.1.113883.6.90:E11.9` contain one.
    """
    address = _ADDRESS.match(text)
    if address is None:
        return None
    steps = [step for step in re.split(r"[|#/?=:\s]+", text[address.end() :]) if step]
    if len(steps) < 2 and not (steps and _OBO.fullmatch(steps[-1])):
        return None
    *around, code = steps
    if (obo := _OBO.fullmatch(code)) and obo[1].upper() in _NAMES:
        return f"{_NAMES[obo[1].upper()]}:{obo[2]}"
    if _CMS_PCS.search(text):
        return f"ICD10PCS:{code}"
    names = [_OIDS.get(step) or _NAMES.get(_NOT_A_LETTER.sub("", step).upper()) for step in around]
    system = next((name for name in reversed(names) if name), None)
    return f"{system}:{code}" if system else None
