"""The Coverage API's listing of LCDs and Articles: numbers, titles, dates, contractors."""

import re
from collections.abc import Iterator, Sequence

from medcodegraph.graph.facts import Fact, Node, Value
from medcodegraph.graph.model import Label
from medcodegraph.loaders.once import Once
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.mcd.columns import LISTING
from medcodegraph.loaders.sources.mcd.facts import one_line
from medcodegraph.loaders.sources.mcd.payers import Payer, payer_facts, payer_key
from medcodegraph.loaders.sources.mcd.tables import Row, Tables, day

_KINDS = {"LCD": re.compile(r"D?L\d+"), "ARTICLE": re.compile(r"D?A\d+")}


def listing_facts(tables: Tables, report: Report) -> Iterator[Fact]:
    """All facts of the listing; for a policy listed twice, those of the version in force."""
    rows = list(tables.rows(LISTING, report))
    chosen = _chosen(rows)
    once, others = Once(), 0
    for row in rows:
        if chosen.get(row[1]["document_display_id"], row[0]) != row[0]:
            others += 1
            continue
        try:
            node = _policy(row)
        except ValueError as error:
            tables.reject(report, LISTING, row, str(error))
            continue
        yield node
        for payer in _payers(row[1]["contractor_name_type"]):
            yield from payer_facts(node.key, payer, once)
    if others:
        report.notice(f"rows left out because another version of the policy is in force or newer: {others:,}")


def _policy(row: Row) -> Node:
    cells = row[1]
    kind, number = cells["document_type"].strip().upper(), cells["document_display_id"].strip()
    if kind not in _KINDS or not _KINDS[kind].fullmatch(number):
        raise ValueError(f"{kind} {number!r} is neither an LCD (L39270) nor an Article (A59042)")
    properties: dict[str, Value] = {
        "kind": kind,
        "number": number,
        "version": cells["document_version"].strip(),
        "title": one_line(cells["title"]),
        "status": _status(cells["note"]),
        "effective_from": day(cells["effective_date"]),
        "effective_to": day(cells["retirement_date"]),
        "url": cells["url"].strip(),
    }
    return Node(Label.POLICY, f"{kind}:{number}", properties)


def _status(note: str) -> str:
    """`Future(Notice Ends 09/06/2025)` is not in force yet; `(Notice Ended 06/07/2025)` is."""
    if note.startswith("Retired"):
        return "retired"
    return "draft" if note.startswith("Future") else "active"


def _chosen(rows: Sequence[Row]) -> dict[str, int]:
    """The line of each policy's version in force, or else of its newest version."""
    found: dict[str, tuple[bool, int, int]] = {}
    for line, cells in rows:
        version = cells["document_version"].strip()
        rank = (_status(cells["note"]) == "active", int(version) if version.isdecimal() else 0, -line)
        number = cells["document_display_id"]
        found[number] = max(found.get(number, rank), rank)
    return {number: -line for number, (_, _, line) in found.items()}


def _payers(written: str) -> Iterator[Payer]:
    """The companies in a cell: names, each with its types of contracts in parentheses on the next line."""
    keys = set()
    for line in written.splitlines():
        name = " ".join(line.split())
        if name and not name.startswith("(") and (key := payer_key(name)) not in keys:
            keys.add(key)
            yield Payer(key, name)
