"""Loader of the Medicare Coverage Database: national determinations (NCD), local ones (LCD) and Articles.

Reads the exports as published by CMS, in folders, zips or nested zips, and the Coverage API's listing. Each
kind is one part. A policy is loaded in its current version. Descriptions of codes are never stored: those of
CPT codes belong to the American Medical Association, others come from their own source.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from datetime import date
from functools import partial
from pathlib import Path

from medcodegraph.errors import InputError
from medcodegraph.graph.facts import Fact
from medcodegraph.loaders.download import Download
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, Provenance
from medcodegraph.loaders.sources.mcd.article import ARTICLE
from medcodegraph.loaders.sources.mcd.columns import COLUMNS, LISTING
from medcodegraph.loaders.sources.mcd.facts import DOWNLOADS, LICENCE, PUBLISHER
from medcodegraph.loaders.sources.mcd.find import find_tables, is_table
from medcodegraph.loaders.sources.mcd.groups import covered_facts, diagnosis_facts, excluded_facts
from medcodegraph.loaders.sources.mcd.lcd import LCD
from medcodegraph.loaders.sources.mcd.links import issuer_facts, relation_facts
from medcodegraph.loaders.sources.mcd.listing import listing_facts
from medcodegraph.loaders.sources.mcd.local import Export, Family
from medcodegraph.loaders.sources.mcd.look import current_versions, look_at, looked_at, release_of
from medcodegraph.loaders.sources.mcd.missing import NATIONAL, local, notice_missing
from medcodegraph.loaders.sources.mcd.ncd import MAIN, NCD_TABLES, ncd_facts, ncd_numbers
from medcodegraph.loaders.sources.mcd.payers import CONTRACTOR_TABLES, Contractors, serving_facts
from medcodegraph.loaders.sources.mcd.tables import Tables

PartFacts = Callable[[Report, Names], Iterator[Fact]]

_FAMILIES = {LCD: "Local Coverage Determinations", ARTICLE: "Local Coverage Articles"}


def _parts(paths: Sequence[Path], _options: Options) -> list[Part]:
    exports = find_tables(paths)
    parts = []
    ncds = _the_one(exports, {MAIN}, "the NCD tables")
    if ncds is not None:
        tables = ncds.only(NCD_TABLES)
        release = release_of(tables, MAIN)
        facts = partial(_ncd_facts, looked_at(tables), _day(release))
        parts.append(_part("mcd/ncd", "National Coverage Determinations", tables.files, release, facts))
    listing = _the_one(exports, {LISTING}, "the listing")
    if listing is not None:
        tables = listing.only({LISTING})
        title = "Coverage API: listing of LCDs and Articles"
        # Among equal ranks the last in the alphabet wins, and the tables have more than the listing.
        facts, release = partial(_listing_facts, looked_at(tables)), release_of(tables, LISTING)
        parts.append(_part("mcd/api-listing", title, tables.files, release, facts))
    for family in _FAMILIES:
        own = {name for name in COLUMNS if name == family.name or name.startswith(f"{family.name}_")}
        found = _the_one(exports, own, f"the {family.kind} tables")
        if found is not None:
            contractors = next((each for each in (found, *exports) if "contractor" in each), found)
            tables = found.only(own).with_those_of(contractors.only(CONTRACTOR_TABLES))
            parts.append(_local_part(family, tables, ncds))
    return parts


def _local_part(family: Family, tables: Tables, ncds: Tables | None) -> Part:
    dated = (family.name, f"{family.name}_x_contractor", f"{family.name}_related_documents")
    release, versions = release_of(tables, *dated), current_versions(family.name, tables)
    numbers = None if ncds is None else ncd_numbers(look_at(ncds.by_name[MAIN]).numbers)
    facts = partial(_local_facts, family, looked_at(tables), versions, numbers, _day(release))
    files = dict.fromkeys([*tables.files, *(ncds.only({MAIN}).files if ncds else ())])
    return _part(f"mcd/{family.name}", _FAMILIES[family], list(files), release, facts)


def _part(name: str, title: str, files: Sequence[Path], release: str | None, facts: PartFacts) -> Part:
    provenance = Provenance(f"Medicare Coverage Database: {title}", PUBLISHER, DOWNLOADS, LICENCE, release)
    return Part(name, files, provenance, facts)


def _ncd_facts(tables: Tables, on: date | None, report: Report, _names: Names) -> Iterator[Fact]:
    notice_missing(tables, NATIONAL, report)
    yield from ncd_facts(tables, on, report)


def _listing_facts(tables: Tables, report: Report, _names: Names) -> Iterator[Fact]:
    return listing_facts(tables, report)


def _local_facts(
    family: Family,
    tables: Tables,
    versions: Mapping[str, int],
    ncds: Mapping[str, str] | None,
    on: date | None,
    report: Report,
    _names: Names,
) -> Iterator[Fact]:
    """All that the tables of a family state; `ncds` are the numbers of NCDs by their ids, where known."""
    export = Export(family, tables, versions, on, report)
    notice_missing(tables, local(family.name), report)
    yield from export.policies()
    contractors = Contractors.read(tables, on, report)
    yield from issuer_facts(export, contractors)
    yield from serving_facts(contractors, export.once)
    yield from covered_facts(export)
    yield from diagnosis_facts(export)
    yield from excluded_facts(export)
    yield from relation_facts(export, ncds)
    for text, count in export.counts.items():
        report.notice(f"{text}: {count:,}")


def _the_one(exports: Sequence[Tables], names: Set[str], what: str) -> Tables | None:
    """The export with any of these tables, or None; raises InputError for several."""
    found = [each for each in exports if not names.isdisjoint(each.by_name)]
    if len(found) > 1:
        places = " and ".join(each.place for each in found)
        raise InputError(f"{what} are in {places}: give one export at a time")
    return found[0] if found else None


def _day(release: str | None) -> date | None:
    return None if release is None else date.fromisoformat(release)


_EXPORTS = "https://downloads.cms.gov/medicare-coverage-database/downloads/exports"
_PAGE = "https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx"
_DOWNLOADS = tuple(
    Download(what, [f"{_EXPORTS}/{name}.zip"], _PAGE)
    for what, name in (("NCDs", "ncd"), ("LCDs", "current_lcd"), ("Articles", "current_article"))
)


LOADER = Loader(
    name="mcd",
    summary="Medicare coverage policies: NCDs, LCDs and Articles with contractors, codes and diagnoses (CMS)",
    formats="CMS exports (ncd.zip, current_lcd.zip, current_article.zip), zipped or as folders, and the"
    " Coverage API listing as .csv",
    rank=80,
    parts=_parts,
    downloads=_DOWNLOADS,
    recognises=is_table,
)
