"""The ICD-10-CM conversion table: each code that was new in some year, and the codes used before it.

It says nothing more: most of the previous codes are valid today. A previous code was replaced only if today's
tabular list lacks it, or has it as a heading above the new codes; and only on the last such day, by the codes
that were new on that day. A heading that the order file in force before does not list as a code was never
one: the table names new headings as previous codes too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from medcodegraph.graph.facts import Fact, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Rel
from medcodegraph.graph.write.editions import Edition
from medcodegraph.loaders.codes.facts import code_edge, replacement_edges
from medcodegraph.loaders.files.unpack import Packed
from medcodegraph.loaders.files.xlsx import has_columns, sheet_rows
from medcodegraph.loaders.release_name import fiscal_start, release_of
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Names, Options, Part, Provenance
from medcodegraph.loaders.sources.icd10.cm_billable import NO_ORDERS, OrderFiles
from medcodegraph.loaders.sources.icd10.cm_facts import (
    FILES_URL,
    LICENCE,
    PUBLISHER,
    SYSTEM,
    code_facts,
    system_node,
)
from medcodegraph.loaders.sources.icd10.cm_previous import (
    TabularCodes,
    any_below,
    code_in,
    day_in,
    lies_below,
    tabular_codes,
    tokens_in,
)

NEW, BEFORE = "Current code assignment", "Previous Code(s) Assignment"
SINCE = ("Effective", "Effective October 1")
"""The names of the column with the first day: the latter in tables of fiscal years 2017 to 2020."""
COLUMNS = (NEW, SINCE[0], BEFORE)


def is_conversion(source: Packed) -> bool:
    """Whether a workbook is a conversion table."""
    return _columns(source) is not None


def _columns(source: Packed) -> tuple[str, str, str] | None:
    written = ((NEW, since, BEFORE) for since in SINCE)
    return next((columns for columns in written if has_columns(source, columns)), None)


def conversion_part(
    source: Packed, tabular: Packed, options: Options, orders: OrderFiles = NO_ORDERS
) -> Part:
    """The part for a conversion table; `tabular` is the list of today's codes, `orders` those of the past."""
    release = release_of(source, options)
    provenance = Provenance(
        title="ICD-10-CM conversion table of new codes and previously assigned codes",
        publisher=PUBLISHER,
        url=FILES_URL,
        licence=LICENCE,
        release=release,
    )
    facts = partial(_facts, source, _columns(source) or COLUMNS, tabular, orders)
    edition = Edition("icd10cm/conversion", release, fiscal_start(release))
    files = list(dict.fromkeys([source.path, tabular.path, *(order.path for _, order in orders.files)]))
    return Part(edition.name, files, provenance, facts, edition=edition)


_Named = tuple[int, str, str, str]
"""The line, the previous code, the new code, and the whole row."""


@dataclass(slots=True)
class _Read:
    """The content of the rows: the first day of each new code, and each pair of a previous and a new code.

    `grouped` are the previous codes that only represent the codes below them.
    """

    begins: dict[str, date] = field(default_factory=dict)
    before: dict[tuple[str, str], date] = field(default_factory=dict)
    grouped: set[tuple[str, str]] = field(default_factory=set)


def _facts(
    source: Packed,
    columns: tuple[str, str, str],
    tabular: Packed,
    orders: OrderFiles,
    report: Report,
    _names: Names,
) -> Iterator[Fact]:
    known, read = tabular_codes(tabular), _Read()
    named: list[_Named] = []
    for line, cells in sheet_rows(source, columns, report):
        row = " | ".join(cells[column].strip() for column in columns)
        try:
            new, since = code_in(cells[NEW]), day_in(cells[columns[1]].strip())
            tokens = tokens_in(cells[BEFORE])
        except ValueError as error:
            report.reject(source.name, line, str(error), row)
            continue
        read.begins[new] = max(since, read.begins.get(new, since))
        for token in tokens:
            try:
                meant = known.meant_by(token, new)
            except ValueError as error:
                report.reject(source.name, line, f"{error}: only this one is left out", row)
                continue
            pairs = {(old, new): since for old in meant.codes if old != new}
            read.before.update(pairs)
            read.grouped.update(pairs if meant.group else ())
            named += [(line, old, new, row) for old in meant.codes]
    _leave_out_misprints(read, known, named, source.name, report)
    _leave_out_new_headings(read, known, orders, named, source.name, report)
    yield from _stated(read, known)


def _leave_out_misprints(
    read: _Read, known: TabularCodes, named: Sequence[_Named], file: str, report: Report
) -> None:
    """Reject previous codes that cannot have existed: those below a billable code that did not replace them.

    R31.19 would be below R31.1, which is billable; R39.19 is meant. I60.20 was below I60.2, which became
    billable when it replaced I60.20.
    """
    for line, old, new, row in named:
        above = None if old in known else known.above(old)
        if above is not None and (old, above) not in read.before and (old, new) in read.before:
            del read.before[old, new]
            reason = f"{old} would be below {above}, which is billable: it must be a misprint"
            report.reject(file, line, f"{reason}, and only this one is left out", row)


def _leave_out_new_headings(
    read: _Read, known: TabularCodes, orders: OrderFiles, named: Sequence[_Named], file: str, report: Report
) -> None:
    """Reject headings of new codes that, by the order file in force before, were not codes then either."""
    days = {
        (old, new): day
        for (old, new), day in read.before.items()
        if lies_below(new, old) and old in known and not known.is_billable(old) and old not in read.begins
    }
    billed = {day: orders.before(day) for day in set(days.values())}
    for line, old, new, row in named:
        codes = billed.get(days.pop((old, new), date.min))
        if codes is not None and old not in codes:
            del read.before[old, new]
            reason = f"{old} is a heading that was never billable"
            report.reject(
                file, line, f"{reason}, so nothing was coded with it: only this one is left out", row
            )


def _stated(read: _Read, known: TabularCodes) -> Iterator[Fact]:
    """The codes, each once, then the edges."""
    properties: dict[str, dict[str, Value]] = {new: {"valid_from": day} for new, day in read.begins.items()}
    replaced = _replaced(read, known)
    for (old, _), day in replaced.items():
        if old not in known:
            ended: dict[str, Value] = {"status": "retired", "valid_to": day - timedelta(days=1)}
            properties.setdefault(old, {}).update(ended)
    yield system_node(None)
    for code in dict.fromkeys([*properties, *(old for old, _ in read.before)]):
        yield from code_facts(code, properties.get(code, {}))
    for (old, new), day in read.before.items():
        yield code_edge(Rel.PREVIOUSLY_CODED_AS, code_key(SYSTEM, new), code_key(SYSTEM, old), {"on": day})
    days = {(code_key(SYSTEM, old), code_key(SYSTEM, new)): day for (old, new), day in replaced.items()}
    yield from replacement_edges(days)


def _replaced(read: _Read, known: TabularCodes) -> dict[tuple[str, str], date]:
    """The pairs in which the new code replaced the old one: those of the old one's last day in the table."""
    days: dict[str, dict[date, list[str]]] = {}
    for (old, new), day in read.before.items():
        if not known.is_billable(old) and (old, new) not in read.grouped:
            days.setdefault(old, {}).setdefault(day, []).append(new)
    replaced: dict[tuple[str, str], date] = {}
    for old, on in days.items():
        ends = _end(old, on, known)
        if ends is not None:
            replaced |= {(old, new): ends for new in on[ends]}
    return replaced


def _end(old: str, on: Mapping[date, list[str]], known: TabularCodes) -> date | None:
    """The day from which a code no longer existed or was billable; None if it is still billable."""
    if old not in known:
        return max(on)
    return max((day for day, new in on.items() if any_below(new, old)), default=None)
