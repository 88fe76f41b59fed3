"""From the FHIR URIs of code systems to their names in keys."""

from functools import lru_cache

from medcodegraph.graph.keys import system_name
from medcodegraph.loaders.uris.names import unlisted_name

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
"""The URI of each system with a name of its own."""
CASELESS = URIS.keys() - {"UCUM"}
"""Those in which no two codes differ only in case."""
CONDITIONS = {"MONDO", "DOID"}
"""Ontologies whose terms are conditions in the graph, not codes."""
_ALSO = {
    "http://hl7.org/fhir/sid/icd-10-pcs": "ICD10PCS",
    "http://hl7.org/fhir/sid/hcpcs": "HCPCS",
    "http://purl.obolibrary.org/obo/mondo.owl": "MONDO",
    "http://purl.obolibrary.org/obo/doid.owl": "DOID",
    "urn:oid:2.16.840.1.113883.6.12": "CPT",
    "urn:oid:2.16.840.1.113883.6.285": "HCPCS",
    "urn:oid:2.16.840.1.113883.6.90": "ICD10CM",
    "urn:oid:2.16.840.1.113883.6.4": "ICD10PCS",
    "urn:oid:2.16.840.1.113883.6.96": "SNOMED",
    "urn:oid:2.16.840.1.113883.6.88": "RXNORM",
    "urn:oid:2.16.840.1.113883.6.1": "LOINC",
    "http://hl7.org/fhir/sid/icd-10-us": "ICD10CM",
    "urn:oid:2.16.840.1.113883.6.3": "ICD10WHO",
    "urn:oid:2.16.840.1.113883.6.103": "ICD9CM",
    "urn:oid:2.16.840.1.113883.6.104": "ICD9CM",
    "http://hl7.org/fhir/sid/icd-9-cm/diagnosis": "ICD9CM",
    "http://hl7.org/fhir/sid/icd-9-cm/procedure": "ICD9CM",
    "urn:oid:2.16.840.1.113883.6.8": "UCUM",
    "urn:oid:2.16.840.1.113883.6.13": "CDT",
    "urn:oid:2.16.840.1.113883.6.69": "NDC",
    "urn:oid:2.16.840.1.113883.12.292": "CVX",
    "urn:oid:2.16.840.1.113883.6.59": "CVX",
    "urn:oid:2.16.840.1.113883.4.9": "UNII",
}
_TERMINOLOGY = """
allergyintolerance-clinical allergyintolerance-verification condition-category condition-clinical
condition-ver-status data-absent-reason observation-category organization-type v3-ActClass v3-ActCode
v3-ActMood v3-ActReason v3-AdministrativeGender v3-Confidentiality v3-MaritalStatus v3-NullFlavor
v3-ObservationInterpretation v3-ParticipationType v3-RoleClass v3-RoleCode v3-RouteOfAdministration
"""
_SPECIFICATION = """
administrative-gender contact-point-system contact-point-use observation-status request-status
"""
_HL7 = [f"http://terminology.hl7.org/CodeSystem/{word}" for word in _TERMINOLOGY.split()]
_HL7 += [f"http://hl7.org/fhir/{word}" for word in _SPECIFICATION.split()]
"""Common HL7 systems: named by their URI's last segment, although it loses hyphens or case."""
_KNOWN = {uri: name for name, uri in URIS.items()} | _ALSO
_KNOWN |= {uri: system_name(uri.rpartition("/")[2]) for uri in _HL7}
_NAMES = {*_KNOWN.values(), "CCSR", "HCPCSMOD"}


def _plain(uri: str) -> str:
    """A URI without insignificant differences: http or https, `www.`, case, a trailing slash."""
    plain = uri.rstrip("/").casefold()
    return plain.removeprefix("https://").removeprefix("http://").removeprefix("www.")


_BY_PLAIN = {_plain(uri): name for uri, name in _KNOWN.items()}


@lru_cache(1024)  # called for each code
def name_of(uri: str) -> str:
    """The name of the system with this URI (ignoring a version after `|`); empty for none.

    No two systems share a name. URIs that differ only in http or https or a trailing slash are the same
    system.
    """
    uri = uri.partition("|")[0].strip()
    if not uri:
        return ""
    known = _BY_PLAIN.get(_plain(uri))
    if known is not None:
        return known
    whole = uri.rstrip("/")
    return unlisted_name(f"http://{whole[8:]}" if whole.lower().startswith("https://") else whole, _NAMES)


def uri_of(uri: str) -> str:
    """FHIR's URI for the system with this URI, if known; otherwise the URI unchanged."""
    uri = uri.partition("|")[0].strip()
    return URIS.get(_BY_PLAIN.get(_plain(uri), ""), uri)
