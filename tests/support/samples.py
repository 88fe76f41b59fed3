"""Good input for every loader, as bytes, for tests to break in various ways."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from io import BytesIO
from pathlib import Path

from support.workbooks import Rows, write_workbook

from medcodegraph.loaders.sources.ccsr import loader as ccsr
from medcodegraph.loaders.sources.hcpcs import records
from medcodegraph.loaders.sources.icd10 import cm_conversion

FIXTURES = Path(__file__).parents[1] / "fixtures"


@dataclass(frozen=True)
class Sample:
    """Files by name; the input is the single file, or the folder of several."""

    loader: str
    files: Mapping[str, bytes]
    options: Mapping[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write the files; returns the path to give to `load`."""
        for name, content in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
        return folder if len(self.files) > 1 else folder / next(iter(self.files))

    def broken(self, name: str, change: Callable[[bytes], bytes]) -> "Sample":
        """The sample with one file changed."""
        return replace(self, files={**self.files, name: change(self.files[name])})


_PASSED_OVER = ("lcd_x_requestor_letters.csv", "article_type_lookup.csv")
"""Tables of the Medicare Coverage Database that are not read."""


def _fixture(loader: str, place: str) -> Sample:
    path = FIXTURES / place
    found = sorted(path.iterdir()) if path.is_dir() else [path]
    found = [file for file in found if file.name not in _PASSED_OVER]
    return Sample(loader, {file.name: file.read_bytes() for file in found})


def _workbook(loader: str, name: str, **sheets: Rows) -> Sample:
    return Sample(loader, {name: write_workbook(BytesIO(), **sheets).getvalue()})


def _conversion() -> Sample:
    header = ["Current code assignment", "Effective", "Previous Code(s) Assignment"]
    assert tuple(header) == cm_conversion.COLUMNS
    rows: list[list[object]] = [["About"], [*header], ["A04.71", 2017, "A04.7"], ["A04.72", 2017, "A04.7"]]
    return _workbook("icd10cm", "ICD-10-CM-CONVERSION-TABLE-FY2031.xlsx", Table=rows)


def _hcpcs_workbook() -> Sample:
    blank = dict.fromkeys(records.COLUMNS, "")
    stated = {"RECID": "3", "LONG DESCRIPTION": "Words", "SHORT DESCRIPTION": "Word", "ADD DT": "20200101"}
    filled = [blank | stated | {"HCPC": f"A000{number}"} for number in range(1, 10)]
    rows: list[list[object]] = [[*blank], *([*record.values()] for record in filled)]
    return _workbook("hcpcs", "HCPC2031_JUL_ANWEB.xlsx", Sheet=rows)


def _ccsr() -> Sample:
    codes = [[f"A00{n}", "A feather", "WNG001", "Loss of feathers", "Y", "N"] for n in range(9)]
    return _workbook(
        "ccsr",
        "DXCCSR-Reference-File-v2031-1.xlsx",
        Naming_Conventions=[["CCSR for ICD-10-CM Body System", "3-Character Abbreviation"], ["Wings", "WNG"]],
        CCSR_Categories=[["CCSR Category", "CCSR Category Description"], ["WNG001", "Loss of feathers"]],
        DX_to_CCSR_Mapping=[["Searchable list"], [*ccsr.COLUMNS], *codes],
    )


def _starter() -> Sample:
    folder = Path(__file__).parents[2] / "loaders" / "sources" / "starter" / "data"
    return Sample("starter", {file.name: file.read_bytes() for file in sorted(folder.iterdir())})


_MAKE: Mapping[str, Callable[[], Sample]] = {
    "icd10cm tabular": lambda: _fixture("icd10cm", "icd10cm/icd10c-tabular-July-1-2031.xml"),
    "icd10cm order": lambda: _fixture("icd10cm", "icd10cm/icd10cm_order_2031.txt"),
    "icd10cm conversion": _conversion,
    "icd10pcs order": lambda: _fixture("icd10pcs", "icd10pcs/icd10pcs_order_2031.txt"),
    "icd10pcs tables": lambda: _fixture("icd10pcs", "icd10pcs/icd10pcs_tables_2031.xml"),
    "hcpcs fixed": lambda: _fixture("hcpcs", "hcpcs/HCPC2031_JUL_ANWEB.txt"),
    "hcpcs workbook": _hcpcs_workbook,
    "mondo packed": lambda: _fixture("mondo", "mondo/MONDO-ontology-v2031-05-05.json"),
    "mondo sssom": lambda: _fixture("mondo", "mondo/mondo_exactmatch_icd10cm.sssom.tsv"),
    "doid obo": lambda: _fixture("doid", "doid/DO_beast_slim.obo"),
    "doid obographs": lambda: _fixture("doid", "doid/DO_beast_slim.json"),
    "doid parents": lambda: _fixture("doid", "doid/HumanDO.tsv"),
    "doid xrefs": lambda: _fixture("doid", "doid/ICD10inDO.tsv"),
    "mcd ncd": lambda: _fixture("mcd", "mcd/ncd_csv"),
    "mcd lcd": lambda: _fixture("mcd", "mcd/lcd_csv"),
    "mcd article": lambda: _fixture("mcd", "mcd/article_csv"),
    "mcd listing": lambda: _fixture("mcd", "mcd/listing.csv"),
    "cpt": lambda: replace(_fixture("cpt", "cpt"), options={"licence": "yes"}),
    "athena": lambda: _fixture("athena", "athena"),
    "fhir code system": lambda: _fixture("fhir", "fhir/codesystem-wings.json"),
    "fhir concept map": lambda: _fixture("fhir", "fhir/conceptmap-r4.json"),
    "fhir bundle": lambda: _fixture("fhir", "fhir/bundle-2031.json"),
    "fhir lines": lambda: _fixture("fhir", "fhir/beaks.ndjson"),
    "policies table": lambda: _fixture("policies", "policies/acme.csv"),
    "policies document": lambda: _fixture("policies", "policies/acme.yaml"),
    "ccsr": _ccsr,
    "msdrg": lambda: _fixture("msdrg", "msdrg/table5_2031.txt"),
    "starter": _starter,
    "page": lambda: _fixture("page", "pages/hcpcs/G0105.txt"),
}

NAMES = tuple(_MAKE)


@cache
def sample(name: str) -> Sample:
    """The sample with this name."""
    return _MAKE[name]()
