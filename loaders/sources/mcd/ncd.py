"""National coverage determinations: the NCD tables of the Medicare Coverage Database as policies of CMS."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.mcd.facts import (
    CMS,
    CMS_NODE,
    COUNTRY,
    COUNTRY_NODE,
    PAGES,
    one_line,
    sections,
)
from medcodegraph.loaders.sources.mcd.tables import Row, Tables, day
from medcodegraph.loaders.wording import repeated

MAIN = "ncd_trkg"
NCD_TABLES = frozenset([MAIN, "ncd_bnft_ctgry_ref", "ncd_trkg_bnft_xref"])

_HEADINGS = (
    ("itm_srvc_desc", "Item/Service Description"),
    ("indctn_lmtn", "Indications and Limitations of Coverage"),
    ("xref_txt", "Cross Reference"),
    ("othr_txt", "Other"),
    ("rev_hstry", "Revision History"),
    ("ncd_keyword", "Keywords"),
)
_LINKING = ("itm_srvc_desc", "indctn_lmtn", "xref_txt", "othr_txt")
_LINK = re.compile(r"<a\s[^>]*\bncdid=(\d+)", re.IGNORECASE)
_RETIRED = re.compile(r"\bRETIRED\W*\Z", re.IGNORECASE)
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def ncd_numbers(written: Mapping[str, str]) -> dict[str, str]:
    """The number (`110.24`) of each NCD by the id that other tables use for it, of what is written there."""
    return {id_: number for id_, number in written.items() if _NUMBER.fullmatch(number)}


def ncd_facts(tables: Tables, on: date | None, report: Report) -> Iterator[Fact]:
    """All that the tables state; `on` is the day of the release, which decides what has ended.

    The rows of the main table are held: what a text cites may stand below."""
    rows = list(tables.rows(MAIN, report))
    numbers = ncd_numbers({cells["ncd_id"]: cells["ncd_mnl_sect"].strip() for _, cells in rows})
    newest = _newest(rows)
    categories = _categories(tables, report)
    yield CMS_NODE
    yield COUNTRY_NODE
    first: dict[str, int] = {}  # the line of each policy
    older = 0
    cited: list[Edge] = []
    for row in rows:
        line, cells = row
        if newest.get(cells["ncd_id"], line) != line:
            older += 1
            continue
        node = _policy(tables, row, on, categories, report)
        if node is None:
            continue
        if node.key in first:
            reason = repeated(node.key, first[node.key])
            tables.reject(report, MAIN, row, reason)
            continue
        first[node.key] = line
        policy = (Label.POLICY, node.key)
        yield node
        yield Edge(Rel.ISSUED_BY, policy, CMS)
        yield Edge(Rel.APPLIES_IN, policy, COUNTRY)
        ids = {id_ for column in _LINKING for id_ in _LINK.findall(cells.get(column, ""))}
        cited += [
            Edge(Rel.CITES, policy, (Label.POLICY, f"NCD:{numbers[each]}"))
            for each in sorted(ids & numbers.keys() - {cells["ncd_id"]})
        ]
    yield from (edge for edge in cited if edge.end[1] in first)
    if older:
        report.notice(f"rows left out because they are older versions of an NCD: {older:,}")


def _policy(
    tables: Tables, row: Row, on: date | None, categories: Mapping[tuple[str, str], list[str]], report: Report
) -> Node | None:
    """The policy of a row, which is rejected if invalid."""
    cells = row[1]
    number, title = cells["ncd_mnl_sect"].strip(), one_line(cells["ncd_mnl_sect_title"])
    try:
        if not _NUMBER.fullmatch(number):
            raise ValueError(f"{number!r} is not an NCD number such as 110.24")
        starts, ends = day(cells["ncd_efctv_dt"]), day(cells["ncd_trmntn_dt"])
    except ValueError as error:
        tables.reject(report, MAIN, row, str(error))
        return None
    over = ends is not None and on is not None and ends <= on
    if starts is not None and ends is not None and starts > ends:
        starts = None  # the day on which the removal was published, not on which it took effect
    version = cells["ncd_vrsn_num"].strip()
    properties: dict[str, Value] = {
        "kind": "NCD",
        "number": number,
        "version": version,
        "title": title,
        "status": "retired" if over or _RETIRED.search(title) else "active",
        "effective_from": starts,
        "effective_to": ends,
        "url": f"{PAGES}/ncd.aspx?ncdid={cells['ncd_id']}&ncdver={version}",
        "text": sections(cells, _HEADINGS),
        "benefit_categories": categories.get((cells["ncd_id"], cells["ncd_vrsn_num"]), []),
    }
    return Node(Label.POLICY, f"NCD:{number}", properties)


def _newest(rows: Sequence[Row]) -> dict[str, int]:
    """The line of the newest version of each NCD."""
    found: dict[str, tuple[int, int]] = {}
    for line, cells in rows:
        version = cells["ncd_vrsn_num"].strip()
        rank = (int(version) if version.isdecimal() else 0, -line)
        found[cells["ncd_id"]] = max(found.get(cells["ncd_id"], rank), rank)
    return {id_: -line for id_, (_, line) in found.items()}


def _categories(tables: Tables, report: Report) -> dict[tuple[str, str], list[str]]:
    """The names of the benefit categories of each NCD, by its id and version."""
    names = {
        cells["bnft_ctgry_cd"]: one_line(cells["bnft_ctgry_desc"])
        for _, cells in tables.rows("ncd_bnft_ctgry_ref", report)
    }
    categories: dict[tuple[str, str], list[str]] = {}
    for row in tables.rows("ncd_trkg_bnft_xref", report):
        cells = row[1]
        name = names.get(cells["bnft_ctgry_cd"])
        if name is None:
            reason = f"there is no benefit category {cells['bnft_ctgry_cd']!r}"
            tables.reject(report, "ncd_trkg_bnft_xref", row, reason)
            continue
        categories.setdefault((cells["ncd_id"], cells["ncd_vrsn_num"]), []).append(name)
    return categories
