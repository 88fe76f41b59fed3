"""What a file is that no source reads, and what can be done: by its first bytes, for whoever gave it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from medcodegraph.errors import InputError
from medcodegraph.loaders.files.kept import head_of
from medcodegraph.loaders.files.unpack import Packed

_TAR_MARK = 257
_RESOURCE = re.compile(r'"resourceType"\s*:\s*"(\w+)"')
_FHIR_XML = re.compile(r"<(\w+)[^>]*\bxmlns\s*=\s*[\"']http://hl7\.org/fhir[\"']")
_CHANGES = re.compile(r"^(Add|Delete|Revise from|Revise to): ", re.MULTILINE)
_RRF = re.compile(r"[^\n|]*(\|[^\n|]*){8,}\|?$")
_MAPPINGS = {"subject_id", "predicate_id", "object_id"}
_OMOP = {"domain", "concept_class", "relationship", "concept_ancestor", "drug_strength"}
_ZIP, _OFFICE = b"PK\x03\x04", (".xlsx", ".xlsm", ".xlsb", ".ods", ".docx", ".pptx")
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (_ZIP, "a zip within a zip: unpack it and load the folder"),
    (b"\xd0\xcf\x11\xe0", "an Excel or Word file from before 2007 (.xls, .doc): save it as .xlsx or as text"),
    (b"%PDF", "a PDF, meant for human readers: give the publisher's text, XML or workbook"),
    (b"{\\rtf", "a document (RTF), meant for human readers: give the publisher's text, XML or workbook"),
    (b"BZh", "compressed as bzip2: unpack it, or pack it as .gz, .zst or .zip"),
    (b"\xfd7zXZ\x00", "compressed as xz: unpack it, or pack it as .gz, .zst or .zip"),
    (b"7z\xbc\xaf", "a 7-Zip archive: unpack it and load the folder"),
    (b"Rar!", "a RAR archive: unpack it and load the folder"),
    (b"PAR1", "a Parquet table: export it as the publisher's CSV"),
    (b"SQLite format 3", "an SQLite database: export its tables"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"MZ", "a program"),
)


@dataclass(frozen=True, slots=True)
class _Start:
    """The beginning of a file: its name, its bytes, and these as text."""

    title: str
    content: bytes
    text: str

    @property
    def header(self) -> set[str]:
        """The cells of its first line, whatever separates them."""
        lines = (line for line in self.text.splitlines() if line.strip() and not line.startswith("#"))
        return {cell.strip("\"' ").lower() for cell in re.split(r"[\t,;|]", next(lines, ""))}


def what_it_is(source: Packed) -> str | None:
    """What a file is that is not loaded, and what to do about it; None if unknown."""
    try:
        content = head_of(source)
    except (InputError, OSError):
        return None
    start = _Start(source.title, content, content.decode("utf-8", "replace").removeprefix("\ufeff"))
    return next((found for told in _KINDS if (found := told(start)) is not None), None)


def _packed(start: _Start) -> str | None:
    if start.content[_TAR_MARK : _TAR_MARK + 5] == b"ustar":
        return "a tar archive: unpack it and load the folder"
    if start.content.startswith(_ZIP) and start.title.lower().endswith(_OFFICE):
        return "a workbook or document without a table that any source reads"
    return next((what for magic, what in _MAGIC if start.content.startswith(magic)), None)


def _fhir(start: _Start) -> str | None:
    text = start.text.lstrip()
    if match := _FHIR_XML.search(text[:4000]):
        return f"a FHIR {match[1]} as XML: give it as JSON, which publishers also offer"
    if text.startswith("{") and (match := _RESOURCE.search(text)):
        return f"a FHIR {match[1]}: of FHIR only CodeSystem, ConceptMap and ValueSet are loaded"
    return None


def _ontology(start: _Start) -> str | None:
    text = start.text.lstrip()[:4000]
    if "<rdf:RDF" in text or "<Ontology" in text or text.startswith(("@prefix", "Prefix(")):
        return "an ontology as OWL or RDF: give it as OBO or obographs JSON"
    if re.search(r"^format-version:", text, re.MULTILINE) or re.match(r'\{.{0,500}"graphs"', text, re.DOTALL):
        return "an ontology that is neither MONDO nor the Disease Ontology: only these two are loaded"
    if start.header >= _MAPPINGS:
        return "SSSOM mappings other than from MONDO to ICD-10-CM or DOID: only those are loaded"
    return None


def _coding(start: _Start) -> str | None:
    if 'isAddenda="true"' in start.text[:4000] or re.search(r"addenda", start.title, re.IGNORECASE):
        return "changes to the previous release: give the full release, and addenda beside its order file"
    if _CHANGES.match(start.text):
        return "changes to an order file: give it beside the order file of its release"
    if {"id", "effectivetime", "active", "moduleid"} <= start.header:
        return "SNOMED CT as published (RF2): load it from an Athena export, or as FHIR"
    if "loinc_num" in start.header:
        return "LOINC as published: load it from an Athena export, or as FHIR"
    first = start.text.partition("\n")[0].rstrip("\r")
    if start.title.upper().endswith(".RRF") or (_RRF.fullmatch(first) and not start.header & {"code"}):
        return "a table of the UMLS or RxNorm (RRF): load the vocabulary from an Athena export, or as FHIR"
    if re.match(r"(lcd|article|ncd|contractor)_", start.title) and start.title.lower().endswith(".csv"):
        return "a table of the Medicare Coverage Database that is not needed"
    if start.title.rpartition(".")[0].lower() in _OMOP and start.title.lower().endswith(".csv"):
        return "a table of an Athena export that is not needed: the others are loaded"
    return None


def _policies(start: _Start) -> str | None:
    if {"payer", "stance"} <= start.header:
        return "payer policies, but not in the form of docs/policies.md: save the table as CSV with commas"
    return None


_KINDS: tuple[Callable[[_Start], str | None], ...] = (_packed, _fhir, _ontology, _coding, _policies)
