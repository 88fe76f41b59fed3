"""CCSR: AHRQ's clinical categories of ICD-10-CM codes, from its workbook or its table of any year."""

import re
from collections.abc import Callable, Collection, Generator, Iterator, Sequence
from functools import partial
from pathlib import Path

from medcodegraph.graph.facts import Fact, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.codes.facts import code_edge, code_facts
from medcodegraph.loaders.codes.forms import ICD10CM_UNDOTTED
from medcodegraph.loaders.download import Download
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xlsx import Row, has_columns, is_workbook, sheets
from medcodegraph.loaders.recognise import Found, check_editions, found_files, known, recognised_once
from medcodegraph.loaders.release_name import fiscal_start
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.ccsr.table import TableRow, is_table, table_rows
from medcodegraph.loaders.wording import not_in_form, repeated

SYSTEM, _ICD10CM = "CCSR", "ICD10CM"
MAP = "CCSR"
"""The map from diagnosis codes to their categories."""
_PUBLISHER = "Agency for Healthcare Research and Quality (AHRQ)"
_LICENCE = "public domain (US government work)"
_URL = "https://hcup-us.ahrq.gov/toolssoftware/ccsr/dxccsr.jsp"
_TITLE = "Clinical Classifications Software Refined (CCSR) for ICD-10-CM diagnoses"
_FORMATS = "the DXCCSR reference file (.xlsx) or the DXCCSR table (.csv)"
_WORKBOOK, _TABLE = "reference file", "table"
_BODY, _SHORT = "CCSR for ICD-10-CM Body System", "3-Character Abbreviation"
_CATEGORY, _NAME = "CCSR Category", "CCSR Category Description"
_CODE, _TEXT = "ICD-10-CM Code", "ICD-10-CM Code Description"
_INPATIENT, _OUTPATIENT = "Inpatient Default CCSR (Y/N/X)", "Outpatient Default CCSR (Y/N/X)"
COLUMNS = (_CODE, _TEXT, _CATEGORY, _NAME, _INPATIENT, _OUTPATIENT)
"""The columns of the sheet that maps codes."""
_WRITTEN = re.compile(r"[A-Z]{3}\d{3}|NoDX1|InvlDX")
_DIAGNOSIS = re.compile(ICD10CM_UNDOTTED)
_Sheets = Callable[[Sequence[str], Report], Iterator[Row]]
_RELEASE = re.compile(r"v(20\d\d)[-._](\d+)")


def _parts(paths: Sequence[Path], _options: Options) -> list[Part]:
    found = found_files(paths, _kind, _FORMATS)
    # The zip of a release holds both; the workbook says more.
    there = {_release(each.source) for each in found if each.kind == _WORKBOOK}
    wanted = [each for each in found if each.kind == _WORKBOOK or _release(each.source) not in there]
    parts = [_part(each) for each in wanted]
    check_editions(parts)
    return parts


@recognised_once
def _kind(source: Packed) -> str | None:
    if is_workbook(source):
        return _WORKBOOK if has_columns(source, COLUMNS) else None
    return _TABLE if is_table(source) else None


def _release(source: Packed) -> str | None:
    stated = _RELEASE.search(source.title) or _RELEASE.search(source.path.name)
    return f"{stated[1]}.{stated[2]}" if stated else None


def _part(found: Found[str]) -> Part:
    source, release = found.source, _release(found.source)
    provenance = Provenance(f"DXCCSR {found.kind}", _PUBLISHER, _URL, _LICENCE, release)
    levels = ("body system", "category") if found.kind == _WORKBOOK else ("category",)
    lists = [f"{SYSTEM} {level}" for level in levels]
    edition = Edition("ccsr/diagnoses", release, fiscal_start(release[:4]) if release else None, lists)
    facts = partial(_facts, source, found.kind, release)
    return Part(edition.name, [source.path], provenance, facts, edition=edition)


def _facts(source: Packed, kind: str, release: str | None, report: Report, _names: Names) -> Iterator[Fact]:
    if release is None:
        report.notice(f"{source.name}: its name states no version (v2026-1), so the release is unknown")
    system: dict[str, Value] = {
        "name": SYSTEM,
        "title": _TITLE,
        "publisher": _PUBLISHER,
        "licence": _LICENCE,
        "version": release,
    }
    yield Node(Label.CODE_SYSTEM, f"SYSTEM:{SYSTEM}", system)
    yield Node(Label.CODE_SYSTEM, f"SYSTEM:{_ICD10CM}", {"name": _ICD10CM})
    if kind == _TABLE:
        yield from _table_facts(source, report)
        return
    with sheets(source) as rows:
        yield from _sheets(source.name, rows, report)


def _sheets(file: str, rows: _Sheets, report: Report) -> Iterator[Fact]:
    bodies = yield from _listed(file, rows, (_SHORT, _BODY), re.compile("[A-Z]{3}"), "body system", report)
    categories = yield from _listed(file, rows, (_CATEGORY, _NAME), _WRITTEN, "category", report)
    for category in categories:
        if category[:3] in bodies:
            yield code_edge(Rel.CHILD_OF, code_key(SYSTEM, category), code_key(SYSTEM, category[:3]))
    yield from _mapped(file, rows, categories, report)


def _listed(
    file: str, rows: _Sheets, columns: tuple[str, str], written: re.Pattern[str], level: str, report: Report
) -> Generator[Fact, None, Collection[str]]:
    """Yields the codes of a sheet with their names; returns the set of codes."""
    lines: dict[str, int] = {}
    for line, cells in rows(columns, report):
        code, name = (cells[column].strip() for column in columns)
        reason = None
        if not written.fullmatch(code):
            reason = not_in_form(code, f"a CCSR {level}")
        elif code in lines:
            reason = repeated(code, lines[code], "in row")
        elif not name:
            reason = f"{code} has no name"
        if reason:
            report.reject(file, line, reason, f"{code} | {name}")
            continue
        lines[code] = line
        yield from code_facts(SYSTEM, code, {"display": name, "level": level, "status": "active"})
    return lines.keys()


def _mapped(file: str, rows: _Sheets, categories: Collection[str], report: Report) -> Iterator[Fact]:
    """The diagnosis codes and the categories of each."""
    texts: dict[str, str] = {}
    seen: dict[tuple[str, str], int] = {}
    for line, cells in rows(COLUMNS, report):
        code, text, category, _, inpatient, outpatient = (cells[column].strip() for column in COLUMNS)
        reason = None
        if not _DIAGNOSIS.fullmatch(code):
            reason = not_in_form(code, "an ICD-10-CM code")
        elif category not in categories:
            reason = f"{category!r} is not among the categories that the workbook lists"
        elif (code, category) in seen:
            reason = repeated(f"{category} of {code}", seen[code, category], "in row")
        elif not {inpatient, outpatient} <= {"Y", "N", "X"}:
            reason = f"the defaults are {inpatient!r} and {outpatient!r}, not Y, N or X"
        elif texts.get(code, text) != text:
            reason = f"{code} is called {text!r} here but {texts[code]!r} above"
        if reason:
            report.reject(file, line, reason, " | ".join(cells[column] for column in COLUMNS))
            continue
        if code not in texts:
            yield from code_facts(_ICD10CM, code, {"display": text})
        texts[code] = text
        seen[code, category] = line
        told: dict[str, Value] = {
            "map": MAP,
            "inpatient_default": inpatient,
            "outpatient_default": outpatient,
        }
        yield code_edge(Rel.MAPS_TO, code_key(_ICD10CM, code), code_key(SYSTEM, category), told)


def _table_facts(source: Packed, report: Report) -> Iterator[Fact]:
    """The categories that rows of the table name, then the codes with theirs; counts rows."""
    names: dict[str, str] = {}
    lines: dict[str, int] = {}
    rows: list[TableRow] = []
    for line, row in table_rows(source, report):
        reason = None
        if not _DIAGNOSIS.fullmatch(row.code):
            reason = not_in_form(row.code, "an ICD-10-CM code")
        elif row.code in lines:
            reason = repeated(row.code, lines[row.code])
        elif wrong := next((each for each in row.categories if not _WRITTEN.fullmatch(each)), None):
            reason = not_in_form(wrong, "a CCSR category")
        elif not row.categories:
            reason = f"{row.code} has no category"
        if reason:
            report.reject(source.name, line, reason, f"{row.code} | {row.text}")
            continue
        lines[row.code] = line
        rows.append(row)
        for category, name in row.categories.items():
            names[category] = names.get(category) or name
    for category, name in names.items():
        yield from code_facts(SYSTEM, category, {"display": name, "level": "category", "status": "active"})
    for row in rows:
        yield from code_facts(_ICD10CM, row.code, {"display": row.text})
        for category in row.categories:
            told: dict[str, Value] = {
                "map": MAP,
                "inpatient_default": row.default(category, row.inpatient),
                "outpatient_default": row.default(category, row.outpatient),
            }
            yield code_edge(Rel.MAPS_TO, code_key(_ICD10CM, row.code), code_key(SYSTEM, category), told)


_DOWNLOADS = (
    Download("reference file", ["https://hcup-us.ahrq.gov/toolssoftware/ccsr/DXCCSR-v{fiscal}-1.zip"], _URL),
)


LOADER = Loader(
    name="ccsr",
    summary="CCSR: clinical categories of ICD-10-CM codes, and which is the default (AHRQ)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=50,
    parts=_parts,
    downloads=_DOWNLOADS,
    recognises=known(_kind),
)
