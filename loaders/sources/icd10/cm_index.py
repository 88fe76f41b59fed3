"""ICD-10-CM's indexes: alphabetic, neoplasms, drugs and chemicals, external causes, of any year."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from medcodegraph.graph.facts import Fact
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.download import Download
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
from medcodegraph.loaders.sources.icd10.cm_facts import FILES_URL, LICENCE, PUBLISHER, SYSTEM
from medcodegraph.loaders.sources.icd10.index_facts import entries_by_code, index_facts, known_codes
from medcodegraph.loaders.sources.icd10.index_terms import (
    References,
    Term,
    down,
    main_terms,
    stated,
    steps_of,
    walk,
    wordings,
)
from medcodegraph.loaders.wording import not_in_form

_ROOT = "ICD10CM.index"
_TAGS = ("code", "manif", "seecat", "subcat")
_FORMATS = "the alphabetic index, the tables of neoplasms and drugs, and the external cause index (XML)"
_CODE = re.compile(r"([A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)\.?-*")
_NO_CODE = frozenset({"--", "-", ""})
_TABLE_NAMES = ("neoplasm", "table of neoplasm")


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the indexes: its series, its title, the property of a code that holds its entries."""

    name: str
    title: str
    property: str


_ALPHABETIC = _Kind("index", "ICD-10-CM Index to Diseases and Injuries", "index_terms")
_NEOPLASMS = _Kind("neoplasms", "ICD-10-CM Table of Neoplasms", "neoplasm_terms")
_DRUGS = _Kind("drugs", "ICD-10-CM Table of Drugs and Chemicals", "drug_terms")
_CAUSES = _Kind("causes", "ICD-10-CM Index to External Causes", "cause_terms")


@recognised_once
def _kind(source: Packed) -> _Kind | None:
    """Which index a file is, by its beginning; None if it is not one, or lists changes to one."""
    start = start_of(source)
    if f"<{_ROOT}" not in start or 'isAddenda="true"' in start:
        return None
    heading = re.search(r'<head col="1">([^<]*)', start)
    if heading is not None:
        return _NEOPLASMS if "neoplasm" in heading[1].lower() else _DRUGS
    title = re.search(r"<title>([^<]*)", start)
    return _CAUSES if title is not None and "external cause" in title[1].lower() else _ALPHABETIC


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    parts = [_part(found, options) for found in found_files(paths, _kind, _FORMATS)]
    check_editions(parts)
    return parts


def _part(found: Found[_Kind], options: Options) -> Part:
    source, kind = found.source, found.kind
    version, columns = stated(source, _ROOT)
    release = release_of(source, options) or version or None
    provenance = Provenance(kind.title, PUBLISHER, FILES_URL, LICENCE, release)
    edition = Edition(f"icd10cm/{kind.name}", release, fiscal_start(release), [])
    tables = [beside for beside in found.beside if _kind(beside) is _NEOPLASMS and kind is _ALPHABETIC]
    facts = partial(_facts, source, kind.property, columns, tables)
    return Part(edition.name, [source.path], provenance, facts, systems=[SYSTEM], edition=edition)


def _facts(
    source: Packed,
    property_: str,
    columns: Mapping[int, str],
    tables: Sequence[Packed],
    report: Report,
    names: Names,
) -> Iterator[Fact]:
    codes = known_codes(SYSTEM, names)
    terms = main_terms(source, _ROOT, _TAGS, report)
    entries = _table(source, terms, columns, report) if columns else _index(source, terms, tables, report)
    yield from index_facts(SYSTEM, property_, entries_by_code(entries), codes, report)


def _index(
    source: Packed, terms: Sequence[Term], tables: Sequence[Packed], report: Report
) -> Iterator[tuple[str, str]]:
    """Code and wording of each term, following its references, also into the Table of Neoplasms beside it."""
    references = References(terms, partial(_neoplasm, _rows_of(tables)))
    open_ended = 0
    for path in walk(terms):
        written = references.codes(path)
        open_ended += bool(path[-1].see and not written)
        for code in _checked(source, path[-1], written, report):
            for wording in wordings(path):
                yield code, wording
    if open_ended:
        report.notice(
            f"{source.name}: {open_ended:,} references lead to several terms or to none: not followed"
        )


def _rows_of(tables: Sequence[Packed]) -> list[tuple[Term, Mapping[int, str]]]:
    """The main terms of the tables, with the headings of their columns."""
    return [
        (term, stated(table, _ROOT)[1])
        for table in tables
        for term in main_terms(table, _ROOT, _TAGS, Report())
    ]


def _neoplasm(tables: Sequence[tuple[Term, Mapping[int, str]]], reference: str) -> str | None:
    """The code in the row and column that `Neoplasm, nerve, benign` names; None if it names no cell."""
    steps = steps_of(reference)
    if len(steps) < 2 or steps[0] not in _TABLE_NAMES or "by site" in steps:
        return None
    *sites, behavior = steps[1:]
    for term, columns in tables:
        row = down(term, sites)
        # `malignant` is `Malignant Primary`, the first of two.
        named = [at for at, heading in columns.items() if f" {behavior} " in f" {heading.lower()} "]
        if row is not None and named:
            return row.cells.get(named[0])
    return None


def _table(
    source: Packed, terms: Sequence[Term], columns: Mapping[int, str], report: Report
) -> Iterator[tuple[str, str]]:
    """Code and wording of each cell, with the heading of its column."""
    for path in walk(terms):
        for column, cell in path[-1].cells.items():
            for code in _checked(source, path[-1], (cell,), report):
                yield code, f"{wordings(path)[0]}, {columns.get(column, '')}".removesuffix(", ")


def _checked(source: Packed, term: Term, written: Sequence[str], report: Report) -> Iterator[str]:
    """The codes without the dash that marks incomplete ones; anything else is rejected."""
    for code in written:
        if match := _CODE.fullmatch(code):
            yield match[1]
        elif code not in _NO_CODE:
            report.reject(source.name, term.line, not_in_form(code, "an ICD-10-CM code"), term.title)


LOADER = Loader(
    name="icd10cm_index",
    summary="ICD-10-CM alphabetic index and tables: the words that lead to its codes (CDC/NCHS)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=10,
    parts=_parts,
    downloads=(
        Download(
            "alphabetic index and tables",
            ["https://www.cms.gov/files/zip/{fiscal}-code-tables-tabular-and-index.zip"],
            FILES_URL,
        ),
    ),
    recognises=known(_kind),
    options=RELEASE_OPTION,
)
