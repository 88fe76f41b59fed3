"""HCPCS Level II: codes and modifiers with dates, coverage and replacements, from CMS's file of any year.

Modifiers are a separate code system, HCPCSMOD: on a claim they accompany codes and are never used as one, and
searches and counts of HCPCS codes must not include them. So they can never collide with HCPCS codes.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.codes.facts import code_facts, replacement_edges
from medcodegraph.loaders.codes.forms import CPT, HCPCS, HCPCS_MODIFIER
from medcodegraph.loaders.download import Download
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xlsx import has_columns, is_workbook
from medcodegraph.loaders.recognise import Found, check_editions, found_files, known, recognised_once
from medcodegraph.loaders.release_name import RELEASE_OPTION, calendar_start, release_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.hcpcs.drugs import Drug, drug
from medcodegraph.loaders.sources.hcpcs.indicators import indicator_facts
from medcodegraph.loaders.sources.hcpcs.records import COLUMNS, Record, fixed_records, is_fixed, sheet_records

CODES, MODIFIERS, _CPT = "HCPCS", "HCPCSMOD", "CPT"
CROSS_REFERENCE = "HCPCS cross reference"
"""The map from a code that has not ended to the code that is valid for Medicare."""
_PUBLISHER = "Centers for Medicare & Medicaid Services"
_LICENCE = "public domain (US government work)"
_TITLE = "Healthcare Common Procedure Coding System, Level II"
_FIXED, _SHEET = "fixed width", "workbook"
_FORMATS = "the Alpha-Numeric HCPCS file, as a workbook (.xlsx) or fixed-width text (.txt)"
_SYSTEM_OF = {
    CODES: re.compile(HCPCS),
    MODIFIERS: re.compile(HCPCS_MODIFIER),
    _CPT: re.compile(CPT),
}
_DENTAL = "D"  # the wording of these codes belongs to the American Dental Association


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    found = found_files(paths, _kind, _FORMATS)
    # A zip has the same codes in both forms; some workbooks lack dates of changes.
    fixed = {release_of(each.source, options) for each in found if each.kind == _FIXED}
    wanted = [each for each in found if each.kind == _FIXED or release_of(each.source, options) not in fixed]
    parts = [_part(each, options) for each in wanted]
    check_editions(parts)
    return parts


@recognised_once
def _kind(source: Packed) -> str | None:
    """The form in which a file has HCPCS codes, None if it has none."""
    if is_workbook(source):
        return _SHEET if has_columns(source, COLUMNS) else None
    return _FIXED if is_fixed(source) else None


def _part(found: Found[str], options: Options) -> Part:
    release = release_of(found.source, options)
    provenance = Provenance(
        title="Alpha-Numeric HCPCS file",
        publisher=_PUBLISHER,
        url="https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update",
        licence=_LICENCE,
        release=release,
    )
    lists = [f"{CODES} code", f"{MODIFIERS} modifier"]
    edition = Edition("hcpcs/codes", release, calendar_start(release), lists)
    return Part(
        edition.name, [found.source.path], provenance, partial(_facts, found, release), edition=edition
    )


def _facts(found: Found[str], release: str | None, report: Report, _names: Names) -> Iterator[Fact]:
    since = calendar_start(release)
    if since is None:
        report.notice(f"{found.source.name}: its name states no year, so the release is unknown")
    read = fixed_records if found.kind == _FIXED else sheet_records
    yield _system(CODES, {"title": _TITLE, "version": release})
    yield _system(MODIFIERS, {"title": f"{_TITLE}: modifiers", "version": release})
    yield from indicator_facts()
    links: list[_Link] = []
    keys: set[str] = set()
    for record in read(found.source, report):
        system = MODIFIERS if record.is_modifier else CODES
        keys.add(f"{system}:{record.code}")
        yield from code_facts(system, record.code, _properties(record, since))
        links += [_Link(f"{system}:{record.code}", other, record) for other in record.replacements]
    yield from _link_facts(links, keys, found.source.name, report)


@dataclass(frozen=True, slots=True)
class _Link:
    """A cross-reference from a code to another, as written in the file."""

    key: str
    other: str
    record: Record


def _link_facts(links: Sequence[_Link], keys: set[str], file: str, report: Report) -> Iterator[Fact]:
    """The links between codes of the file, and to CPT codes, which are stated by number only."""
    cpt: set[str] = set()
    replaced: dict[tuple[str, str], date | None] = {}
    for link in links:
        other, ended = link.other, link.record.ended
        system = next((name for name, written in _SYSTEM_OF.items() if written.fullmatch(other)), None)
        key = f"{system}:{other}"
        if system == _CPT:
            if not cpt:
                yield Node(Label.CODE_SYSTEM, f"SYSTEM:{_CPT}", {"name": _CPT})
            if key not in cpt:
                cpt.add(key)
                yield from code_facts(_CPT, other, {})
        elif key not in keys:
            code = link.record.code
            report.notice(f"{file}:{link.record.line}: {code} refers to {other}, which is not in the file")
            continue
        ends = (Label.CODE, link.key), (Label.CODE, key)
        if ended is not None:
            replaced[link.key, key] = ended + timedelta(days=1)
        else:
            yield Edge(Rel.MAPS_TO, *ends, {"map": CROSS_REFERENCE})
    yield from replacement_edges(replaced)


def _properties(record: Record, since: date | None) -> dict[str, Value]:
    ended = record.ended is not None and (since is None or record.ended < since)
    named = record.is_modifier or not record.code.startswith(_DENTAL)
    known = Drug() if record.is_modifier else drug(record.code, record.long)
    return {
        "display": record.long if named else None,
        "short": record.short if named else None,
        "level": "modifier" if record.is_modifier else "code",
        "status": "retired" if ended else "active",
        "valid_from": record.added,
        "valid_to": record.ended,
        "changed_on": record.changed,
        "coverage": record.coverage,
        "betos": record.betos,
        "ingredients": list(known.ingredients),
        "brands": list(known.brands),
        "manual_sections": list(record.manual_sections),
    }


def _system(name: str, properties: Mapping[str, Value]) -> Node:
    stated: dict[str, Value] = {
        "name": name,
        "uri": "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "publisher": _PUBLISHER,
        "licence": _LICENCE,
    }
    return Node(Label.CODE_SYSTEM, f"SYSTEM:{name}", {**stated, **properties})


_PAGE = "https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update"
_CMS = "https://www.cms.gov/files/zip"
_DOWNLOADS = (
    Download("codes and modifiers", [f"{_CMS}/{{quarter}}-{{year}}-alpha-numeric-hcpcs-file.zip"], _PAGE),
)


LOADER = Loader(
    name="hcpcs",
    summary="HCPCS Level II codes and modifiers: dates, coverage, replacements (CMS)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=80,
    parts=_parts,
    downloads=_DOWNLOADS,
    recognises=known(_kind),
    options=RELEASE_OPTION,
)
