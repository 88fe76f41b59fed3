"""Reports the tables that an export of the Medicare Coverage Database lacks, and their content."""

from collections.abc import Mapping

from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.mcd.tables import Tables

NATIONAL: Mapping[str, str] = {
    "ncd_bnft_ctgry_ref": "benefit categories",
    "ncd_trkg_bnft_xref": "benefit categories",
}
_LOCAL: Mapping[str, str] = {
    "{0}_x_contractor": "issuers and areas",
    "contractor": "issuers and areas",
    "contractor_jurisdiction": "states of contractors",
    "state_lookup": "states",
    "dmerc_region_lookup": "jurisdictions of contractors",
    "{0}_x_hcpc_code": "procedure codes",
    "{0}_x_hcpc_code_group": "statements about groups of procedure codes",
    "{0}_related_documents": "links to other policies",
    "{0}_related_ncd_documents": "links to NCDs",
    "{0}_related_source_icd9": "which policies were superseded",
}
_LOCAL_BY_FAMILY: Mapping[str, dict[str, str]] = {
    "lcd": {
        "lcd_x_primary_jurisdiction": "primary states",
        "lcd_future_retire": "future retirements",
    },
    "article": {
        "article_x_code_table": "excluded drugs",
        "article_x_icd10_covered": "diagnoses that support",
        "article_x_icd10_covered_group": "statements about groups of these diagnoses",
        "article_x_icd10_noncovered": "diagnoses that do not support",
        "article_x_icd10_noncovered_group": "statements about groups of those diagnoses",
    },
}


def local(family: str) -> Mapping[str, str]:
    """The tables never empty in CMS's exports of a family, besides the main one, with their content."""
    return {name.format(family): what for name, what in _LOCAL.items()} | _LOCAL_BY_FAMILY[family]


def notice_missing(tables: Tables, expected: Mapping[str, str], report: Report) -> None:
    """Report which expected tables are missing or have only a header, and what is therefore lacking."""
    missing = [name for name in expected if name not in tables or not tables.by_name[name].filled]
    if missing:
        files = ", ".join(f"{name}.csv" for name in missing)
        lacking = ", ".join(dict.fromkeys(expected[name] for name in missing))
        report.notice(f"{tables.place}: missing or without rows: {files}; therefore not loaded: {lacking}")
