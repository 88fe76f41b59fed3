"""The links of LCDs and Articles: to issuers, jurisdictions, and other policies."""

from collections.abc import Iterator, Mapping

from medcodegraph.graph.facts import Edge, Fact
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.sources.mcd.local import Export
from medcodegraph.loaders.sources.mcd.look import is_id
from medcodegraph.loaders.sources.mcd.payers import (
    Contract,
    Contractors,
    contract_of,
    payer_facts,
    place_facts,
)
from medcodegraph.loaders.sources.mcd.tables import Row

_UNKNOWN_CONTRACT = "links left out because their contractors are not in contractor.csv"
_ONLY_NUMBER = "referenced policies that these tables do not describe, so only their numbers are loaded"
_NO_NCD = "rows about related NCDs that name none"
_NCD_UNEXPLAINED = "links to NCDs left out because only the NCD tables have their numbers: load both together"
_NCD_UNKNOWN = "links left out because their NCDs are not in the NCD tables"


def issuer_facts(export: Export, contractors: Contractors) -> Iterator[Fact]:
    """Who issues each policy, and where it applies."""
    contracts: dict[str, list[Contract]] = {}
    for (_, cells), key in export.rows("x_contractor"):
        contract = contract_of(cells)
        if contract not in contractors.companies:
            export.counts[_UNKNOWN_CONTRACT] += 1
        contracts.setdefault(key, []).append(contract)
    primary: dict[str, list[str]] = {}
    for (_, cells), key in export.rows("x_primary_jurisdiction"):
        primary.setdefault(key, []).append(cells["state_id"])
    for key, named in contracts.items():
        for payer in contractors.issuers(named):
            yield from payer_facts(key, payer, export.once)
        for place in contractors.places(named, primary.get(key, ())):
            yield from place_facts(key, place, export.once)


def relation_facts(export: Export, ncds: Mapping[str, str] | None) -> Iterator[Fact]:
    """The policies each policy refers to; `ncds` are the numbers of NCDs by id, None without their tables."""
    family = export.family
    for row, key in export.rows("related_documents"):
        for column, kind, letter in (("r_article_id", "ARTICLE", "A"), ("r_lcd_id", "LCD", "L")):
            id_ = _id(export, "related_documents", row, column)
            known = export.keys.get(id_) if kind == family.kind else None
            yield from _link(export, key, Rel.CITES, known or f"{kind}:{letter}{id_}")
    for row, key in export.rows("related_ncd_documents"):
        id_ = _id(export, "related_ncd_documents", row, "r_ncd_id")
        if not id_:
            export.counts[_NO_NCD] += 1
        elif ncds is None or id_ not in ncds:
            export.counts[_NCD_UNEXPLAINED if ncds is None else _NCD_UNKNOWN] += 1
        else:
            yield from _link(export, key, Rel.CITES, f"NCD:{ncds[id_]}")
    for row, key in export.rows("related_source_icd9"):
        id_ = _id(export, "related_source_icd9", row, f"source_{family.name}_id")
        yield from _link(export, key, Rel.SUPERSEDES, family.key(id_))


def _id(export: Export, table: str, row: Row, column: str) -> str:
    """The id in a column, empty for none (0); anything else is rejected."""
    id_ = row[1][column].strip()
    if is_id(id_):
        return id_
    if id_.strip("0"):
        export.reject(table, row, f"{column} is {id_[:50]!r}, which is not a policy id")
    return ""


def _link(export: Export, start: str, kind: Rel, end: str) -> Iterator[Fact]:
    """An edge, unless it names no policy or the policy itself; an unknown policy is made from its number."""
    name, _, number = end.partition(":")
    if end == start or (name != "NCD" and not is_id(number.lstrip("ADL"))):
        return
    for node in export.once.node(Label.POLICY, end, {"kind": name, "number": number}):
        export.counts[_ONLY_NUMBER] += 1
        yield node
    yield Edge(kind, (Label.POLICY, start), (Label.POLICY, end))
