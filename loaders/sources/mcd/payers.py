"""Medicare's contractors, and the states and jurisdictions of each of their contracts.

The payer is the company: `PAYER:noridian`. Its contracts (say, Part B in Nevada) are not payers: they
determine where a policy of the company applies.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from medcodegraph.graph.facts import Edge, Fact
from medcodegraph.graph.keys import slug_key
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.once import Once
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.mcd.tables import Tables, day

CONTRACTOR_TABLES = frozenset(
    ["contractor", "contractor_jurisdiction", "dmerc_region_lookup", "state_lookup"]
)

_KEYS = {
    "first coast service options": "PAYER:first-coast",
    "national government services": "PAYER:ngs",
    "noridian healthcare solutions": "PAYER:noridian",
    "novitas solutions": "PAYER:novitas",
    "cgs administrators": "PAYER:cgs",
    "wisconsin physicians service insurance": "PAYER:wps",
    "wps insurance": "PAYER:wps",
}
"""Companies by their common short names; others have their whole name as key."""

_LEGAL_FORM = re.compile(r",? (?:inc|llc|corp|corporation|company)\.?\Z", re.IGNORECASE)
_EQUIPMENT_TYPE = "10"  # DME MAC
_TYPES = {
    "8": "Part A MAC",
    "9": "Part B MAC",
    "10": "DME MAC",
    "11": "Home Health and Hospice MAC",
    "12": "A and B MAC",
    "13": "A and B MAC, Home Health and Hospice MAC",
}
"""Current types of contracts, by number."""
_TERRITORIES = {"AS": "as", "CNMI": "mp", "GU": "gu", "PR": "pr", "VI": "vi"}
_WHOLE = "Entire State"

Contract = tuple[str, str, str]
"""A contractor's id, type and version."""

Place = tuple[str, str, str]
"""The key, name and kind of a jurisdiction."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A company that issues local policies."""

    key: str
    name: str
    url: str | None = None


def payer_key(name: str) -> str:
    """The key of a company: `Novitas Solutions, Inc.` gives `PAYER:novitas`."""
    plain = _LEGAL_FORM.sub("", " ".join(name.split()))
    return _KEYS.get(plain.lower()) or slug_key("PAYER", plain)


@dataclass(frozen=True, slots=True)
class Contractors:
    """Every contract with its company, jurisdiction and states; every state by its number."""

    payers: Mapping[str, Payer]
    companies: Mapping[Contract, str]
    regions: Mapping[Contract, Place]
    areas: Mapping[Contract, Sequence[Place]]
    states: Mapping[str, Sequence[Place]]

    @classmethod
    def read(cls, tables: Tables, on: date | None, report: Report) -> "Contractors":
        """Read the contractor tables; a state that a contract had lost by the day `on` is left out."""
        states = _states(tables, report)
        letters = {cells["region_id"]: cells for _, cells in tables.rows("dmerc_region_lookup", report)}
        names: dict[str, str] = {}
        urls: dict[str, Counter[str]] = {}
        companies: dict[Contract, str] = {}
        regions: dict[Contract, Place] = {}
        for row in tables.rows("contractor", report):
            cells, contract = row[1], contract_of(row[1])
            name = " ".join(cells["contractor_bus_name"].split())
            if not name:
                tables.reject(report, "contractor", row, "the contractor has no name")
                continue
            companies[contract] = key = payer_key(name)
            names.setdefault(key, name)
            urls.setdefault(key, Counter()).update([_url(cells["url"])])
            if region := _region(cells, letters):
                regions[contract] = region
        areas: dict[Contract, list[Place]] = {}
        for row in tables.rows("contractor_jurisdiction", report):
            try:
                ended = day(row[1]["term_date"])
            except ValueError as error:
                tables.reject(report, "contractor_jurisdiction", row, str(error))
                continue
            if ended is None or on is None or ended > on:
                areas.setdefault(contract_of(row[1]), []).extend(states.get(row[1]["state_id"], ()))
        payers = {key: Payer(key, name, _usual(urls[key])) for key, name in names.items()}
        return cls(payers, companies, regions, areas, states)

    def issuers(self, contracts: Iterable[Contract]) -> list[Payer]:
        """The companies with these contracts, each once."""
        keys = dict.fromkeys(self.companies[each] for each in contracts if each in self.companies)
        return [self.payers[key] for key in keys]

    def places(self, contracts: Sequence[Contract], primary: Sequence[str]) -> list[Place]:
        """The jurisdictions of a policy with these contracts, each once.

        `primary` are the numbers of its primary states: according to CMS, if it has any and only one
        contract, they replace the contract's states.
        """
        found = [self.regions[each] for each in contracts if each in self.regions]
        if primary and len(contracts) == 1:
            found += [place for number in primary for place in self.states.get(number, ())]
        else:
            found += [place for each in contracts for place in self.areas.get(each, ())]
        return list(dict.fromkeys(found))


def serving_facts(contractors: Contractors, once: Once) -> Iterator[Fact]:
    """The states and parts of states that each company has contracts for, with their types."""
    found: dict[tuple[str, Place], set[str]] = {}
    for contract, places in contractors.areas.items():
        company, type_ = contractors.companies.get(contract), _TYPES.get(contract[1])
        if company is not None and type_ is not None:
            for place in places:
                found.setdefault((company, place), set()).update(type_.split(", "))
    for (company, (key, name, kind)), types in sorted(found.items()):
        yield from _payer_node(contractors.payers[company], once)
        yield from once.node(Label.JURISDICTION, key, {"name": name, "kind": kind})
        facts = {"contracts": sorted(types)}
        yield Edge(Rel.SERVES, (Label.PAYER, company), (Label.JURISDICTION, key), facts)


def contract_of(cells: Mapping[str, str]) -> Contract:
    """The contract that a row names."""
    return cells["contractor_id"], cells["contractor_type_id"], cells["contractor_version"]


def payer_facts(policy: str, payer: Payer, once: Once) -> Iterator[Fact]:
    """The facts that a company issued a policy."""
    yield from _payer_node(payer, once)
    yield Edge(Rel.ISSUED_BY, (Label.POLICY, policy), (Label.PAYER, payer.key))


def _payer_node(payer: Payer, once: Once) -> Iterator[Fact]:
    properties = {"name": payer.name, "kind": "Medicare contractor", "url": payer.url}
    return once.node(Label.PAYER, payer.key, properties)


def place_facts(policy: str, place: Place, once: Once) -> Iterator[Fact]:
    """The facts that a policy applies in a jurisdiction."""
    key, name, kind = place
    yield from once.node(Label.JURISDICTION, key, {"name": name, "kind": kind})
    yield Edge(Rel.APPLIES_IN, (Label.POLICY, policy), (Label.JURISDICTION, key))


def _states(tables: Tables, report: Report) -> dict[str, tuple[Place, ...]]:
    """Jurisdictions by state number; a part of a state (`New York - Queens`) gives the part and the state."""
    rows = [cells for _, cells in tables.rows("state_lookup", report)]
    whole: dict[str, Place] = {}
    for cells in rows:
        state, _, part = cells["description"].partition(" - ")
        letters = cells["state_abbrev"].strip().upper()
        if part in ("", _WHOLE):
            short = _TERRITORIES.get(letters, letters.lower())
            kind = "territory" if letters in _TERRITORIES else "district" if letters == "DC" else "state"
            whole[state] = (f"JURISDICTION:us-{short}", state, kind)
    states: dict[str, tuple[Place, ...]] = {}
    for cells in rows:
        state, _, part = cells["description"].partition(" - ")
        if part in ("", _WHOLE):
            states[cells["state_id"]] = (whole[state],)
        elif state in whole:
            key = whole[state][0] + slug_key("", part).replace(":", "-")
            states[cells["state_id"]] = (whole[state], (key, cells["description"], "region"))
    return states


def _region(cells: Mapping[str, str], letters: Mapping[str, Mapping[str, str]]) -> Place | None:
    """The contract's jurisdiction: `J - 05` is J5; those for equipment (`J-A`) have letters."""
    equipment = cells["contractor_type_id"] == _EQUIPMENT_TYPE
    column = "mac_description" if equipment else "super_mac_description"
    written = letters.get(cells["dmerc_rgn"], {}).get(column, "")
    match = re.fullmatch(r"J ?- ?0?([A-Z0-9]+)", written.strip())
    if match is None:
        return None
    what = "equipment contractor" if equipment else "contractor"
    return f"JURISDICTION:mac-j{match[1].lower()}", f"Medicare {what} jurisdiction J{match[1]}", "region"


def _url(written: str) -> str:
    url = written.strip().rstrip("/").lower()
    return url if not url or "://" in url else f"https://{url}"


def _usual(urls: Counter[str]) -> str | None:
    """The URL that most contracts give; of equally common ones, the first in the alphabet."""
    return min((-count, url) for url, count in urls.items() if url)[1] if any(urls) else None
