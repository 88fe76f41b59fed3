"""The ICD-10-CM order file: all categories, subcategories and codes, with both descriptions."""

import re
from collections.abc import Iterator, Sequence
from functools import partial

from medcodegraph.graph.facts import Fact, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.codes.forms import ICD10CM_UNDOTTED
from medcodegraph.loaders.files.kept import rough_count
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.recognise import Found
from medcodegraph.loaders.release_name import fiscal_start
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Names, Options, Part, Provenance
from medcodegraph.loaders.sources.icd10.cm_facts import (
    FILES_URL,
    LICENCE,
    PUBLISHER,
    SYSTEM,
    child_of,
    code_facts,
    system_node,
)
from medcodegraph.loaders.sources.icd10.code_list import listed_codes
from medcodegraph.loaders.sources.icd10.order_file import addenda_among, order_rows
from medcodegraph.loaders.sources.icd10.order_release import added_days, order_release

CODE = re.compile(ICD10CM_UNDOTTED)
"""A code as in the order file, without its point."""


def order_part(found: Found[str], options: Options) -> Part:
    """The part for an order file. Addenda beside it tell which codes are new."""
    release = order_release(found.source, options)
    provenance = Provenance(
        title="ICD-10-CM code descriptions in tabular order",
        publisher=PUBLISHER,
        url="https://www.cms.gov/medicare/coding-billing/icd-10-codes",
        licence=LICENCE,
        release=release,
    )
    source, addenda = found.source, addenda_among(found.beside, release)
    files = list(dict.fromkeys([source.path, *(each.path for each in addenda)]))
    facts = partial(_facts, source, addenda, release)
    lists = [f"{SYSTEM} {level}" for level in ("category", "subcategory", "code")]
    edition = Edition("icd10cm/order", release, fiscal_start(release), lists)
    return Part(edition.name, files, provenance, facts, rough_count(source, b"\n"), edition=edition)


def _facts(
    source: Packed, addenda: Sequence[Packed], release: str | None, report: Report, _names: Names
) -> Iterator[Fact]:
    added = added_days(addenda, release)
    if release is None:
        report.notice(f"{source.name}: its name states no year, so the release is unknown")
    yield system_node(release)
    for row in order_rows(source, CODE, report):
        level = "category" if row.parent is None else "code" if row.billable else "subcategory"
        properties: dict[str, Value] = {
            "display": row.long,
            "short": row.short,
            "level": level,
            "status": "active",
            "billable": row.billable,
            "valid_from": added.get(row.code),
        }
        yield from code_facts(row.code, properties)
        if row.parent is not None:
            yield child_of(code_key(SYSTEM, row.code), code_key(SYSTEM, row.parent))


def list_part(source: Packed, options: Options) -> Part:
    """The part that a list of codes is, which names no headings."""
    release = order_release(source, options)
    provenance = Provenance("ICD-10-CM list of codes", PUBLISHER, FILES_URL, LICENCE, release)
    edition = Edition("icd10cm/codes", release, fiscal_start(release), [f"{SYSTEM} code"])
    facts = partial(_list_facts, source, release)
    return Part(edition.name, [source.path], provenance, facts, rough_count(source, b"\n"), edition=edition)


def _list_facts(source: Packed, release: str | None, report: Report, _names: Names) -> Iterator[Fact]:
    if release is None:
        report.notice(f"{source.name}: its name states no year, so the release is unknown")
    yield system_node(release)
    for code, title in listed_codes(source, CODE, report):
        properties: dict[str, Value] = {
            "display": title,
            "level": "code",
            "status": "active",
            "billable": True,
        }
        yield from code_facts(code, properties)
