"""ICD-10-PCS: the order file and the tables, recognised by content; both give the same codes."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.download import Download
from medcodegraph.loaders.files.kept import rough_count
from medcodegraph.loaders.files.unpack import Packed
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
from medcodegraph.loaders.sources.icd10.code_list import is_code_list, listed_codes, without_redundant_lists
from medcodegraph.loaders.sources.icd10.order_file import (
    addenda_among,
    is_addenda,
    is_order_file,
    order_rows,
)
from medcodegraph.loaders.sources.icd10.order_release import added_days, order_release
from medcodegraph.loaders.sources.icd10.pcs_tables import entries, version

SYSTEM = "ICD10PCS"
SYSTEM_KEY = f"SYSTEM:{SYSTEM}"
_TITLE = "International Classification of Diseases, Tenth Revision, Procedure Coding System (ICD-10-PCS)"
_PUBLISHER = "Centers for Medicare & Medicaid Services"
_LICENCE = "public domain (US government work)"
_URL = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"
_ORDER, _TABLES, _LIST = "order file", "tables", "list of codes"
_FORMATS = (
    "the order file (fixed-width text, with its addenda next to it in the zip), the list of codes (text), "
    "read only if there is no order file, and the tables (XML)"
)
_CHARACTER = "[0-9A-HJ-NP-Z]"
_CODE = re.compile(f"[0-9B-DF-HX]{_CHARACTER}{{2}}(?:{_CHARACTER}{{4}})?")
_ROOT = re.compile(r"<ICD10PCS\.tabular\b")
_TITLES_FROM = 9
"""The column in which the titles of the list of codes begin."""
_ABOVE = {2: 1, 3: 2, 7: 3}
"""The length of a code's parent, by the length of the code."""


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    found = found_files(paths, _kind, _FORMATS, is_addenda)
    wanted = without_redundant_lists(found, _ORDER, _LIST, lambda source: order_release(source, options))
    parts = [_part(each, options) for each in wanted]
    check_editions(parts)
    return parts


@recognised_once
def _kind(source: Packed) -> str | None:
    """The kind of a file, None if it is not an ICD-10-PCS file that is read."""
    if _ROOT.search(start_of(source)):
        return _TABLES
    if is_order_file(source, _CODE):
        return _ORDER
    return _LIST if is_code_list(source, _CODE, _TITLES_FROM) else None


def _part(found: Found[str], options: Options) -> Part:
    source = found.source
    if found.kind == _TABLES:
        stated = ("release" not in options and version(source)) or release_of(source, options)
        facts = partial(_table_facts, source, stated)
        edition = _edition("tables", stated, ("section", "body system", "table", "code"))
        return Part(edition.name, [source.path], _provenance("tables", stated), facts, edition=edition)
    release = order_release(source, options)
    if found.kind == _LIST:
        edition = _edition("codes", release, ("code",))
        facts = partial(_list_facts, source, release)
        return Part(edition.name, [source.path], _provenance(_LIST, release), facts, edition=edition)
    addenda = addenda_among(found.beside, release)
    files = list(dict.fromkeys([source.path, *(each.path for each in addenda)]))
    facts = partial(_order_facts, source, addenda, release)
    provenance = _provenance("order file (long and abbreviated titles)", release)
    edition = _edition("order", release, ("table", "code"))
    return Part(edition.name, files, provenance, facts, rough_count(source, b"\n"), edition=edition)


def _edition(series: str, release: str | None, levels: Sequence[str]) -> Edition:
    lists = [f"{SYSTEM} {level}" for level in levels]
    return Edition(f"icd10pcs/{series}", release, fiscal_start(release), lists)


def _provenance(what: str, release: str | None) -> Provenance:
    return Provenance(f"ICD-10-PCS {what}", _PUBLISHER, _URL, _LICENCE, release)


def _order_facts(
    source: Packed, addenda: Sequence[Packed], release: str | None, report: Report, _names: Names
) -> Iterator[Fact]:
    added = added_days(addenda, release)
    if release is None:
        report.notice(f"{source.name}: its name states no year, so the release is unknown")
    yield _system(release)
    for row in order_rows(source, _CODE, report):
        properties: dict[str, Value] = {
            "display": row.long,
            "short": row.short,
            "level": "table" if row.parent is None else "code",
            "billable": row.billable,
            "valid_from": added.get(row.code),
        }
        yield from _code_facts(row.code, properties)
        if row.parent is not None:
            yield _child_of(row.code, row.parent)


def _list_facts(source: Packed, release: str | None, report: Report, _names: Names) -> Iterator[Fact]:
    if release is None:
        report.notice(f"{source.name}: its name states no year, so the release is unknown")
    yield _system(release)
    for code, title in listed_codes(source, _CODE, report):
        yield from _code_facts(code, {"display": title, "level": "code", "billable": True})


def _table_facts(source: Packed, stated: str | None, report: Report, _names: Names) -> Iterator[Fact]:
    yield _system(stated)
    for entry in entries(source, report):
        properties: dict[str, Value] = {
            "display": entry.display,
            "description": entry.definition,
            "level": entry.level,
            "billable": entry.level == "code",
            "axes": list(entry.axes),
        }
        yield from _code_facts(entry.code, properties)
        if len(entry.code) in _ABOVE:
            yield _child_of(entry.code, entry.code[: _ABOVE[len(entry.code)]])


def _system(version: str | None) -> Node:
    properties: dict[str, Value] = {
        "name": SYSTEM,
        "title": _TITLE,
        "uri": "http://www.cms.gov/Medicare/Coding/ICD10",
        "publisher": _PUBLISHER,
        "licence": _LICENCE,
        "version": version,
    }
    return Node(Label.CODE_SYSTEM, SYSTEM_KEY, properties)


def _code_facts(code: str, properties: Mapping[str, Value]) -> Iterator[Fact]:
    key = f"{SYSTEM}:{code}"
    yield Node(Label.CODE, key, {"system": SYSTEM, "code": code, "status": "active", **properties})
    yield Edge(Rel.IN_SYSTEM, (Label.CODE, key), (Label.CODE_SYSTEM, SYSTEM_KEY))


def _child_of(code: str, parent: str) -> Edge:
    return Edge(Rel.CHILD_OF, (Label.CODE, f"{SYSTEM}:{code}"), (Label.CODE, f"{SYSTEM}:{parent}"))


_CMS = "https://www.cms.gov/files/zip"
_DOWNLOADS = (
    Download(
        "order file", [f"{_CMS}/{{fiscal}}-icd-10-pcs-order-file-long-and-abbreviated-titles.zip"], _URL
    ),
    Download("tables", [f"{_CMS}/{{fiscal}}-icd-10-pcs-code-tables-and-index.zip"], _URL),
)


LOADER = Loader(
    name="icd10pcs",
    summary="ICD-10-PCS procedure codes: titles, tables, and what each character means (CMS)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=80,
    parts=_parts,
    downloads=_DOWNLOADS,
    recognises=known(_kind),
    uses=is_addenda,
    options=RELEASE_OPTION,
)
