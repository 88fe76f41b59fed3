"""Previews the nodes that a load would give, computed here instead of in the database, for a dry run.

The fold of graph/write/fold.py and the LACKED_BY rules of graph/write/editions.py, in Python.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Label
from medcodegraph.graph.write.editions import Lists, follows

_STANDING = """\
UNWIND $keys AS key
MATCH (node:%s {key: key})
RETURN key, properties(node) AS properties, COLLECT {
  MATCH (node)-[claim:STATED_BY]->(source:Source)
  RETURN {
    source: source.key, rank: source.rank, begins: source.begins, series: source.series,
    part_of: source.part_of, hidden: coalesce(source.hidden, false), said: properties(claim)
  }
} AS claims"""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a Source says about a node, and the Source's properties that decide its precedence."""

    source: str
    rank: int
    said: Mapping[str, Any]
    begins: date | None = None
    series: str | None = None
    part_of: str | None = None
    hidden: bool = False

    @property
    def place(self) -> tuple[int, str, str]:
        """Its sort key in the order of claims: the last one wins."""
        return self.rank, str(self.begins or ""), self.source


@dataclass(frozen=True, slots=True)
class Standing:
    """A node as it is in the graph."""

    properties: Mapping[str, Any]
    claims: Sequence[Claim]


async def standing(graph: Graph, label: Label, keys: Sequence[str]) -> dict[str, Standing]:
    """The nodes of a label that exist in the graph, by key."""
    rows = await graph.read(_STANDING % label, {"keys": keys}, timeout=600)
    return {
        row["key"]: Standing(row["properties"], [Claim(**claim) for claim in row["claims"]]) for row in rows
    }


def folded(key: str, claims: Iterable[Claim], lists: Lists) -> Any:
    """The properties of the node with these claims; `lists` is the result of `sequences`."""
    claims = sorted(claims, key=lambda claim: claim.place)
    newest: dict[str, Claim] = {}
    since: dict[str, Any] = {}
    for claim in claims:
        if not claim.hidden:
            series = claim.series or claim.source
            newest[series] = claim
            since[series] = claim.said.get("valid_from") or since.get(series)
    node: dict[str, Any] = {}
    stated: Any = None
    life: Mapping[str, Any] = {}
    claims_in_order = sorted(newest.values(), key=lambda claim: claim.place)
    for claim in claims_in_order:
        node |= claim.said
        stated = since[claim.series or claim.source] or stated
        if claim.said.get("status") is not None or claim.said.get("valid_to") is not None:
            life = claim.said
    if node.get("xrefs") is not None:
        others = (one for claim in claims_in_order for one in claim.said.get("xrefs") or ())
        node["xrefs"] = list(dict.fromkeys([*node["xrefs"], *others]))
    if node.get("synonyms") is not None:
        node["synonyms"] = _all_synonyms(node, [claim.said for claim in claims_in_order])
    (begun, exactly), (ended, at_once) = _days(claims, lists)
    node["valid_from"] = node.get("valid_from") or stated or (begun if exactly else None)
    node["valid_from_by"] = (begun or node.get("valid_from_by")) if node["valid_from"] is None else None
    ends = node["valid_to"] = life.get("valid_to") or (ended if at_once else None)
    node["valid_to_by"] = ended if ends is None else None
    past = ended is not None and ended < date.today()
    node["status"] = "retired" if past else life.get("status") or node.get("status")
    if ends is not None:
        node["status"] = "retired" if ends < date.today() else "active"
    node |= {"key": key, "load": None, "digest": None}
    return {name: value for name, value in node.items() if value is not None}


def _all_synonyms(node: Mapping[str, Any], claims: Iterable[Mapping[str, Any]]) -> list[str]:
    known: list[str] = list(node["synonyms"])
    for said in claims:
        there = {text.lower() for text in (*known, str(node.get("name") or node.get("display") or ""))}
        known += [text for text in said.get("synonyms") or () if text.lower() not in there]
    return known


_Day = tuple[date | None, bool]
"""A day, and whether it is exact rather than a bound."""


def _days(claims: Sequence[Claim], lists: Lists) -> tuple[_Day, _Day]:
    """The first and the last day that follow from which lists contain a code."""
    begun: dict[date, bool] = {}
    ended: dict[date, bool] = {}
    levels = {claim.source: f"{claim.said.get('system')} {claim.said.get('level')}" for claim in claims}
    for names, moments in lists:
        there = [any(one.source in levels for one in moment) for moment in moments]
        named = [any(levels.get(one.source) in names for one in moment) for moment in moments]
        for at in range(1, len(moments)):
            begins = moments[at][0].begins
            assert begins is not None
            exact = follows(moments[at - 1], moments[at])
            if named[at] and not there[at - 1]:
                begun[begins] = begun.get(begins, False) or exact
            if named[at - 1] and not any(there[at:]):
                last = begins - timedelta(days=1)
                ended[last] = ended.get(last, False) or exact
    first, final = max(begun, default=None), min(ended, default=None)
    return (first, first is not None and begun[first]), (final, final is not None and ended[final])
