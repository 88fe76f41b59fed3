"""ICD-10-CM: the tabular list, the order file and the conversion table, recognised by content."""

import importlib.util
import re
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Fact, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.download import Download
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xlsx import is_workbook
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
from medcodegraph.loaders.sources.icd10.cm_billable import OrderFiles
from medcodegraph.loaders.sources.icd10.cm_conversion import conversion_part, is_conversion
from medcodegraph.loaders.sources.icd10.cm_facts import (
    FILES_URL,
    LICENCE,
    PUBLISHER,
    SYSTEM,
    child_of,
    code_facts,
    system_node,
)
from medcodegraph.loaders.sources.icd10.cm_notes import NamedCodes
from medcodegraph.loaders.sources.icd10.cm_order import CODE, list_part, order_part
from medcodegraph.loaders.sources.icd10.cm_tabular import Entry, entries, rough_row_count, version
from medcodegraph.loaders.sources.icd10.code_list import is_code_list, without_redundant_lists
from medcodegraph.loaders.sources.icd10.order_file import is_addenda, is_order_file
from medcodegraph.loaders.sources.icd10.order_release import order_release
from medcodegraph.loaders.wording import repeated

_TABULAR, _ORDER, _CONVERSION, _LIST = "tabular list", "order file", "conversion table", "list of codes"
_FORMATS = (
    "the tabular list (XML), the order file (fixed-width text, with its addenda next to it in the zip), "
    "the list of codes (text), read only if there is no order file, and the conversion table (.xlsx)"
)
_TITLES_FROM = 9
"""The column in which the titles of the list of codes begin."""
_LEVELS = "chapter", "section", "category", "subcategory", "code"
_ROOT = re.compile(r"<ICD10CM\.tabular\b")


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    found = found_files(paths, _kind, _FORMATS, is_addenda)
    wanted = list(
        without_redundant_lists(found, _ORDER, _LIST, lambda source: order_release(source, options))
    )
    orders = OrderFiles.of([each.source for each in wanted if each.kind == _ORDER], options)
    parts = [_part(each, options, orders) for each in wanted]
    check_editions(parts)
    return parts


@recognised_once
def _kind(source: Packed) -> str | None:
    """The kind of a file, None if it is not an ICD-10-CM file that is read."""
    if is_workbook(source):
        return _CONVERSION if is_conversion(source) else None
    name = source.title.lower()
    if _ROOT.search(start_of(source)) or ("tabular" in name and name.endswith(".xml")):
        return None if "addenda" in name else _TABULAR
    if is_order_file(source, CODE):
        return _ORDER
    return _LIST if is_code_list(source, CODE, _TITLES_FROM) else None


def _part(found: Found[str], options: Options, orders: OrderFiles) -> Part:
    if found.kind == _ORDER:
        return order_part(found, options)
    if found.kind == _LIST:
        return list_part(found.source, options)
    if found.kind == _CONVERSION:
        return conversion_part(found.source, Packed(default_paths()[0]), options, orders)
    return _tabular_part(found.source, options)


def _tabular_part(source: Packed, options: Options) -> Part:
    stated = version(source)
    release = release_of(source, options) or stated or None
    provenance = Provenance(
        title="ICD-10-CM Tabular List of Diseases and Injuries",
        publisher=PUBLISHER,
        url=FILES_URL,
        licence=LICENCE,
        release=release,
    )
    facts = partial(_facts, source, stated)
    lists = [f"{SYSTEM} {level}" for level in _LEVELS]
    edition = Edition("icd10cm/tabular", release, fiscal_start(release), lists)
    return Part(edition.name, [source.path], provenance, facts, rough_row_count(source), edition=edition)


def _facts(source: Packed, stated: str, report: Report, _names: Names) -> Iterator[Fact]:
    yield system_node(stated or None)
    given: dict[str, tuple[str, int]] = {}  # key and line of each code
    waiting: dict[str, list[str]] = {}  # keys that came before their parent
    listed: list[Entry] = []
    for entry in entries(source, report):
        if entry.code in given:
            reason = repeated(entry.code, given[entry.code][1])
            report.reject(source.name, entry.line, reason, f"{entry.code} {entry.display}")
            continue
        key = code_key(SYSTEM, entry.code)
        given[entry.code] = (key, entry.line)
        yield from code_facts(entry.code, _properties(entry))
        if entry.parent in given:
            yield child_of(key, given[entry.parent][0])
        elif entry.parent is not None:
            waiting.setdefault(entry.parent, []).append(key)
        for child in waiting.pop(entry.code, ()):
            yield child_of(child, key)
        listed.append(entry)
    yield from NamedCodes(listed).edges(source.name, report)


def _properties(entry: Entry) -> dict[str, Value]:
    return {
        "display": entry.display,
        "level": entry.level,
        "status": "active",
        "billable": entry.billable,
        **entry.notes,
    }


def default_paths() -> list[Path]:
    """The tabular list inside the package simple-icd-10-cm, found without running any of its code."""
    package = importlib.util.find_spec("simple_icd_10_cm")
    for folder in (package.submodule_search_locations or ()) if package else ():
        found = sorted(Path(folder, "data").glob("*tabular*.xml"))
        if found:
            return found[-1:]
    raise InputError(
        "the package simple-icd-10-cm, which has the tabular list, is not installed: give the file's path"
    )


_CMS = "https://www.cms.gov/files/zip"
_CDC = "https://ftp.cdc.gov/pub/Health_Statistics/NCHS/Publications/ICD10CM/{fiscal}"
_PAGE = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"
_DOWNLOADS = (
    Download(_ORDER, [f"{_CMS}/{{fiscal}}-code-descriptions-tabular-order.zip"], _PAGE),
    Download(_CONVERSION, [f"{_CMS}/{{fiscal}}-conversion-table.zip"], _PAGE),
    Download(
        _TABULAR,
        [
            f"{_CMS}/{{fiscal}}-code-tables-tabular-and-index.zip",
            f"{_CDC}/icd10cm-table-and-index-{{fiscal}}.zip",
            f"{_CDC}/icd10cm-table-index-{{fiscal}}.zip",
        ],
        FILES_URL,
    ),
)


LOADER = Loader(
    name="icd10cm",
    summary="ICD-10-CM diagnosis codes: hierarchy, notes, descriptions, previous codes (CDC/NCHS and CMS)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=80,
    parts=_parts,
    downloads=_DOWNLOADS,
    recognises=known(_kind),
    uses=is_addenda,
    options=RELEASE_OPTION,
    default=default_paths,
)
