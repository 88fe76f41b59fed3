"""ICD-10-PCS index: the words that lead to its codes and tables, of any year."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
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
from medcodegraph.loaders.sources.icd10.index_facts import entries_by_code, index_facts, known_codes
from medcodegraph.loaders.sources.icd10.index_terms import (
    References,
    Term,
    main_terms,
    stated,
    walk,
    wordings,
)

_SYSTEM = "ICD10PCS"
_ROOT = "ICD10PCS.index"
_TAGS = ("code", "codes", "tab")
_KIND = "index"
_FORMATS = "the index (XML)"
_CODE = re.compile(r"[0-9B-DF-HX][0-9A-HJ-NP-Z]{1,6}")
_TABLE, _WHOLE = 3, 7  # characters of a table and of a code
_MOST = 40
"""The beginning of a code leads to all codes if there are at most this many, else to their table."""
_MARKS = re.compile(r"\((?:R|tm|TM)\)")
_URL = "https://www.cms.gov/medicare/coding-billing/icd-10-codes"


@recognised_once
def _kind(source: Packed) -> str | None:
    return _KIND if f"<{_ROOT}" in start_of(source) else None


def _parts(paths: Sequence[Path], options: Options) -> list[Part]:
    parts = [_part(found, options) for found in found_files(paths, _kind, _FORMATS)]
    check_editions(parts)
    return parts


def _part(found: Found[str], options: Options) -> Part:
    source = found.source
    version, _ = stated(source, _ROOT)
    release = release_of(source, options) or version or None
    provenance = Provenance(
        "ICD-10-PCS index",
        "Centers for Medicare & Medicaid Services",
        _URL,
        "public domain (US government work)",
        release,
    )
    edition = Edition("icd10pcs/index", release, fiscal_start(release), [])
    facts = partial(_facts, source)
    return Part(edition.name, [source.path], provenance, facts, systems=[_SYSTEM], edition=edition)


def _facts(source: Packed, report: Report, names: Names) -> Iterator[Fact]:
    codes = known_codes(_SYSTEM, names)
    terms = main_terms(source, _ROOT, _TAGS, report)
    entries = _entries(source, terms, codes, report)
    yield from index_facts(_SYSTEM, "index_terms", entries_by_code(entries), codes, report)


def _entries(
    source: Packed, terms: Sequence[Term], codes: Mapping[str, bool | None], report: Report
) -> Iterator[tuple[str, str]]:
    """Code and wording of each term; `see` and `use` without codes of their own are followed."""
    references, ordered = References(terms), sorted(codes)
    for path in walk(terms):
        for written in references.codes(path):
            if not _CODE.fullmatch(written):
                reason = f"{written!r} is not the beginning of an ICD-10-PCS code"
                report.reject(source.name, path[-1].line, reason, path[-1].title)
                continue
            if len(written) == _TABLE and not path[-1].codes:
                continue  # the target of a reference is more specific than a whole table
            for wording in wordings(path):
                for code in _led_to(written, ordered):
                    yield code, _MARKS.sub("", wording)


def _led_to(written: str, ordered: Sequence[str]) -> list[str]:
    """The code itself, all codes that begin with it, or their table."""
    if len(written) == _WHOLE:
        return [written]
    start = bisect_left(ordered, written)
    found = [code for code in ordered[start : start + _MOST + 1] if code.startswith(written)]
    whole = [code for code in found if len(code) == _WHOLE]
    return whole if len(written) > _TABLE and 0 < len(found) <= _MOST else [written[:_TABLE]]


LOADER = Loader(
    name="icd10pcs_index",
    summary="ICD-10-PCS index: the words that lead to its codes and tables (CMS)",
    formats=_FORMATS + "; files or folders, packed or not (.gz, .zip)",
    rank=10,
    parts=_parts,
    downloads=(
        Download(
            "index", ["https://www.cms.gov/files/zip/{fiscal}-icd-10-pcs-code-tables-and-index.zip"], _URL
        ),
    ),
    recognises=known(_kind),
    options=RELEASE_OPTION,
)
