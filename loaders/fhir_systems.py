"""From the URIs by which FHIR knows code systems to the names they have in keys."""

import re
from urllib.parse import urlsplit

from medcodegraph.graph.keys import system_name

URIS = {
    "CDT": "http://www.ada.org/cdt",
    "CPT": "http://www.ama-assn.org/go/cpt",
    "CVX": "http://hl7.org/fhir/sid/cvx",
    "HCPCS": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
    "ICD10CM": "http://hl7.org/fhir/sid/icd-10-cm",
    "ICD10PCS": "http://www.cms.gov/Medicare/Coding/ICD10",
    "ICD10WHO": "http://hl7.org/fhir/sid/icd-10",
    "ICD9CM": "http://hl7.org/fhir/sid/icd-9-cm",
    "LOINC": "http://loinc.org",
    "MSDRG": "https://www.cms.gov/Medicare/Medicare-Fee-for-Service-Payment/AcuteInpatientPPS/"
    "MS-DRG-Classifications-and-Software",
    "NDC": "http://hl7.org/fhir/sid/ndc",
    "RXNORM": "http://www.nlm.nih.gov/research/umls/rxnorm",
    "SNOMED": "http://snomed.info/sct",
    "UCUM": "http://unitsofmeasure.org",
    "UNII": "http://fdasis.nlm.nih.gov",
}
"""The URI of each system that is known by a name of its own."""
CONDITIONS = {"MONDO", "DOID"}
"""Ontologies whose terms are conditions here, not codes."""
_ALSO = {
    "http://hl7.org/fhir/sid/icd-10-pcs": "ICD10PCS",
    "http://hl7.org/fhir/sid/hcpcs": "HCPCS",
    "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets": "HCPCS",
    "https://www.cms.gov/Medicare/Coding/ICD10": "ICD10PCS",
    "http://purl.obolibrary.org/obo/mondo.owl": "MONDO",
    "http://purl.obolibrary.org/obo/doid.owl": "DOID",
    "urn:oid:2.16.840.1.113883.6.12": "CPT",
    "urn:oid:2.16.840.1.113883.6.285": "HCPCS",
    "urn:oid:2.16.840.1.113883.6.90": "ICD10CM",
    "urn:oid:2.16.840.1.113883.6.4": "ICD10PCS",
    "urn:oid:2.16.840.1.113883.6.96": "SNOMED",
    "urn:oid:2.16.840.1.113883.6.88": "RXNORM",
    "urn:oid:2.16.840.1.113883.6.1": "LOINC",
}
_KNOWN = {uri: name for name, uri in URIS.items()} | _ALSO
_HL7 = {"terminology.hl7.org", "hl7.org", "www.hl7.org"}
_FILLING = {"fhir", "codesystem", "valueset", "sid", "r4", "r5"}


def name_of(uri: str) -> str:
    """The name of the system with this URI (a version behind `|` does not count); empty for none.

    An unknown one is named after its whole address, as another publisher may use the same last word; those of
    HL7 after their last word.
    """
    uri = uri.partition("|")[0].strip()
    if uri in _KNOWN:
        return _KNOWN[uri]
    address = urlsplit(uri)
    words = [word for word in re.split(r"[/:]+", address.path) if word.lower() not in _FILLING]
    if address.netloc in _HL7:
        words = words[-1:]
    elif address.netloc:
        words.insert(0, address.netloc.removeprefix("www."))
    name = system_name(" ".join(words))
    return f"N{name}" if name[:1].isdigit() else name
