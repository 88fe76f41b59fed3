"""What makes codes similar, as it stands in the graph: rows of the derive_similar_* queries, comparable."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medcodegraph.graph.profiles import Feature, Profiles

Row = Mapping[str, Any]

CLASSIFIES, INDICATED_FOR = "CLASSIFIES", "INDICATED_FOR"
COVERS, SUPPORTS = "COVERS", "SUPPORTS"


@dataclass(frozen=True, slots=True)
class Billed:
    """A procedure: the steps of it that each code bills, and the procedures that are alternatives to it."""

    name: str
    steps: Mapping[str, frozenset[str]]
    alternatives: Sequence[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known.

    `replaced` gives the day (or None) for each pair of an old and a new code. The features of `conditions`
    are a role (CLASSIFIES, INDICATED_FOR) and a condition, those of `policies` a role with a stance and a
    policy. `above` gives all conditions above a condition, `names` the names of conditions and policies.
    """

    replaced: Mapping[tuple[str, str], str | None]
    procedures: Mapping[str, Billed]
    conditions: Profiles
    policies: Profiles
    above: Mapping[str, frozenset[str]]
    names: Mapping[str, str]


def evidence(
    replacements: Iterable[Row], procedures: Iterable[Row], conditions: Iterable[Row], policies: Iterable[Row]
) -> Evidence:
    """The evidence in the rows of the four queries."""
    procedures, conditions, policies = list(procedures), list(conditions), list(policies)
    above = _closed({row["key"]: row["above"] for row in conditions})
    return Evidence(
        replaced={(row["old"], row["new"]): row["day"] for row in replacements},
        procedures={row["key"]: _billed(row) for row in procedures},
        conditions=Profiles(_condition_features(procedures, conditions, above)),
        policies=Profiles(
            {(f"{row['role']} {row['stance']}".strip(), row["key"]): row["codes"] for row in policies}
        ),
        above=above,
        names={row["key"]: row["name"] for rows in (conditions, policies) for row in rows},
    )


def _billed(row: Row) -> Billed:
    steps: dict[str, set[str]] = defaultdict(set)
    for code in row["codes"]:
        steps[code["code"]].update({code["step"]} - {""})
    return Billed(
        row["name"], {code: frozenset(some) for code, some in steps.items()}, tuple(row["alternatives"])
    )


def _condition_features(
    procedures: Iterable[Row], conditions: Iterable[Row], above: Mapping[str, frozenset[str]]
) -> dict[Feature, set[str]]:
    """The codes of each condition in each role, those of the conditions below it included.

    A code that states no indication has those of the procedures it bills: one that does (a product) is often
    for less than its procedure.
    """
    own = {code for row in conditions for code in row["indicated"]}
    codes: dict[Feature, set[str]] = defaultdict(set)
    for row in conditions:
        for role, stated in ((CLASSIFIES, row["classified"]), (INDICATED_FOR, row["indicated"])):
            for condition in (row["key"], *above[row["key"]]) if stated else ():
                codes[role, condition].update(stated)
    for row in procedures:
        billing = {code["code"] for code in row["codes"]} - own
        for stated in row["conditions"]:
            for condition in (stated, *above[stated]):
                codes[INDICATED_FOR, condition].update(billing)
    return codes


def _closed(steps: Mapping[str, Sequence[str]]) -> dict[str, frozenset[str]]:
    """All that is above each condition, in any number of steps; in a circle none is above itself."""
    closed: dict[str, frozenset[str]] = {}
    for start in steps:
        found: set[str] = set()
        edge = [start]
        while edge:
            edge = [up for near in edge for up in steps.get(near, ()) if up not in found]
            found.update(edge)
        closed[start] = frozenset(found - {start})
    return closed
