"""MS-DRGs: the groups by which Medicare pays hospital stays, from Table 5 of the yearly rule."""

import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.graph.facts import Fact, Node, Value
from medcodegraph.graph.model import Label
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.codes.facts import code_facts
from medcodegraph.loaders.download import Download
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xlsx import above_header, has_columns, is_workbook
from medcodegraph.loaders.recognise import (
    Found,
    check_editions,
    found_files,
    known,
    recognised_once,
    start_of,
)
from medcodegraph.loaders.release_name import RELEASE_OPTION, fiscal_start, release_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.msdrg.rows import COLUMNS, is_table, sheet_groups, text_groups

SYSTEM = "MSDRG"
_PUBLISHER = "Centers for Medicare & Medicaid Services"
_LICENCE = "public domain (US government work)"
_URL = (
    "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps/"
    "ms-drg-classifications-and-software"
)
_TITLE = "Medicare Severity Diagnosis-Related Groups (MS-DRG)"
_TEXT, _SHEET = "text", "workbook"
_FORMATS = "Table 5 of the IPPS rule, as tab-separated text (.txt) or a workbook (.xlsx)"
_YEAR = re.compile(r"\b(?:FY|fiscal year) ?(20\d\d)\b", re.IGNORECASE)


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    found = found_files(paths, _kind, _FORMATS)
    # The zip of a year has the table in both forms.
    texts = {each.source.path for each in found if each.kind == _TEXT}
    wanted = [each for each in found if each.kind == _TEXT or each.source.path not in texts]
    parts = [_part(each, options) for each in wanted]
    check_editions(parts)
    return parts


@recognised_once
def _kind(source: Packed) -> str | None:
    """The form in which a file has Table 5, None if it does not."""
    if is_workbook(source):
        return _SHEET if has_columns(source, COLUMNS) else None
    return _TEXT if is_table(source) else None


def _part(found: Found[str], options: Options) -> Part:
    title = start_of(found.source) if found.kind == _TEXT else above_header(found.source, COLUMNS)
    stated = _YEAR.search(title)
    said = stated[1] if stated and "release" not in options else None
    release = said or release_of(found.source, options)
    provenance = Provenance(
        title="Table 5: MS-DRGs, relative weighting factors, mean length of stay",
        publisher=_PUBLISHER,
        url=_URL,
        licence=_LICENCE,
        release=release,
    )
    edition = Edition("msdrg/table5", release, fiscal_start(release), [f"{SYSTEM} code"])
    facts = partial(_facts, found, release)
    return Part(edition.name, [found.source.path], provenance, facts, edition=edition)


def _facts(found: Found[str], release: str | None, report: Report, _names: Names) -> Iterator[Fact]:
    if release is None:
        report.notice(f"{found.source.name}: neither the file nor its name states a year")
    properties: dict[str, Value] = {
        "name": SYSTEM,
        "title": _TITLE,
        "publisher": _PUBLISHER,
        "licence": _LICENCE,
        "version": release,
    }
    yield Node(Label.CODE_SYSTEM, f"SYSTEM:{SYSTEM}", properties)
    read = text_groups if found.kind == _TEXT else sheet_groups
    for code, told in read(found.source, report):
        yield from code_facts(SYSTEM, code, {"level": "code", "status": "active", **told})


_CMS = "https://www.cms.gov/files/zip"
_DOWNLOADS = (
    Download(
        "Table 5",
        [f"{_CMS}/fy{{fiscal}}-ipps-fr-table-5.zip", f"{_CMS}/fy-{{fiscal}}-ipps-final-rule-table-5.zip"],
        "https://www.cms.gov/medicare/payment/prospective-payment-systems/acute-inpatient-pps",
    ),
)


LOADER = Loader(
    name="msdrg",
    summary="MS-DRGs: titles, weights, mean length of stay, major diagnostic categories (CMS)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=80,
    parts=_parts,
    downloads=_DOWNLOADS,
    recognises=known(_kind),
    options=RELEASE_OPTION,
)
