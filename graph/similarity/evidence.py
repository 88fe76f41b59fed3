"""Evidence of similarity: rows of the derive_similar_* queries turned into comparable features."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

from medcodegraph.graph.hierarchy import lineage
from medcodegraph.graph.similarity.features import Blocks, Features, gather, meeting_blocks
from medcodegraph.graph.similarity.rows import ConditionRow, PolicyRow, ProcedureRow, ReplacementRow
from medcodegraph.graph.similarity.steps import information, stepped
from medcodegraph.graph.similarity.wording import drugs, tokens
from medcodegraph.graph.similarity.wording.axes import ADDED_WEIGHT, StatedAxes, added, given
from medcodegraph.graph.similarity.wording.columns import CodeColumns

Lines = Mapping[str, tuple[str, ...]]
"""Everything above each node."""

_DRUG_NUMBERS = 2
"""How many characters of a drug's code have a meaning (J9: chemotherapy): the rest are serial numbers."""

_NO_TOPIC = re.compile(r"\b(?:special purposes|emergency use)\b", re.IGNORECASE)
"""Headings whose codes have nothing in common but when they were made: U07.0 is vaping, U07.1 is COVID-19."""

CLASSIFIES, INDICATED_FOR = "CLASSIFIES", "INDICATED_FOR"
COVERS, SUPPORTS = "COVERS", "SUPPORTS"


@dataclass(frozen=True, slots=True)
class Billed:
    """A procedure: its steps that each code bills, and its alternatives."""

    name: str
    steps: Mapping[str, frozenset[str]]
    alternatives: Sequence[str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """All evidence.

    `codes` are the keys of all codes in order; features refer to them by index. `replaced` gives the day (or
    None) for each pair of an old and a new code. A feature of `kinds["conditions"]` is a role
    (CLASSIFIES, INDICATED_FOR) and the key of a condition, one of `kinds["policies"]` a role, a stance and a
    policy. `above` gives all conditions above a condition, `names` the names of conditions and policies,
    `information` how much it says of a code that it has to do with a condition, if that was computed. The
    words of the codes in `licensed` are compared, but not to be quoted.
    """

    codes: Sequence[str]
    kinds: Mapping[str, Features]
    replaced: Mapping[tuple[str, str], str | None]
    procedures: Mapping[str, Billed]
    above: Lines
    names: Mapping[str, str]
    information: Mapping[str, float]
    licensed: frozenset[str]
    meeting: Blocks
    headings: frozenset[str]


class Others(NamedTuple):
    """The evidence beside the codes themselves, as rows of the other queries."""

    replacements: Sequence[ReplacementRow]
    procedures: Sequence[ProcedureRow]
    conditions: Sequence[ConditionRow]
    policies: Sequence[PolicyRow]


@dataclass(frozen=True, slots=True)
class OfCodes:
    """What the codes themselves say: `above` gives what is right above each of `keys`."""

    keys: Sequence[str]
    above: Mapping[str, Sequence[str]]
    kinds: Mapping[str, Features]
    licensed: frozenset[str]
    headings: frozenset[str]
    meeting: Blocks


def evidence(
    codes: CodeColumns,
    replacements: Sequence[ReplacementRow],
    procedures: Sequence[ProcedureRow],
    conditions: Sequence[ConditionRow],
    policies: Sequence[PolicyRow],
) -> Evidence:
    """The evidence in the rows of the five queries."""
    return together(of_codes(codes), Others(replacements, procedures, conditions, policies))


def of_codes(codes: CodeColumns) -> OfCodes:
    """The evidence in the rows of the codes."""
    stated = StatedAxes(codes.axes)
    headings = frozenset(up for ups in codes.above.values() for up in ups)
    kinds = {
        "hierarchy": _hierarchy(codes, headings),
        "text": _text(codes),
        "axes": _axes(codes, stated),
        "drug": _drugs(codes),
        "crosswalk": _crosswalk(codes),
    }
    meeting = meeting_blocks(stated.meeting(), codes.keys)
    return OfCodes(codes.keys, codes.above, kinds, frozenset(codes.licensed), headings, meeting)


def together(codes: OfCodes, others: Others, known: Mapping[str, Features] | None = None) -> Evidence:
    """All evidence; kinds that are `known` are taken as they are: then `information` is left empty."""
    known = known or {}
    above = _Closed({row["key"]: row["above"] for row in others.conditions})
    information: Mapping[str, float] = {}
    if (conditions := known.get("conditions")) is None:
        conditions, information = _conditions(codes, others, above)
    return Evidence(
        codes=codes.keys,
        kinds={
            **codes.kinds,
            "conditions": conditions,
            "policies": known.get("policies") or _policies(others.policies, codes.keys),
        },
        replaced={(row["old"], row["new"]): row["day"] for row in others.replacements},
        procedures={row["key"]: _billed(row) for row in others.procedures},
        above=above,
        names={row["key"]: row["name"] for row in (*others.conditions, *others.policies)},
        information=information,
        licensed=codes.licensed,
        headings=codes.headings,
        meeting=codes.meeting,
    )


def _hierarchy(codes: CodeColumns, inner: Collection[str]) -> Features:
    """Each code with everything above it; for a system without a hierarchy, the beginnings of its code.

    A code's weight is the information content it adds to its parent's: so the sum over everything two codes
    have in common is the information content of their lowest common ancestor.
    """
    parents = {key: up for key, up in codes.above.items() if key not in codes.axes}

    def line(key: str) -> Iterator[str]:
        if key in codes.axes:
            return
        yield from lineage(key, codes.above)
        if not parents[key] and key not in inner:
            chains = [tokens.beginnings(*name.split(":", 1)) for name in codes.classes.get(key, ())]
            if key not in codes.grouped:
                numbers = tokens.numbering(key)
                chains.append(numbers[-_DRUG_NUMBERS:] if key in codes.ingredients else numbers)
            for chain in chains:
                parents.update(zip((key, *chain), ((up,) for up in chain), strict=False))
                yield from chain
            parents[key] = tuple(chain[0] for chain in chains if chain)

    members = gather(map(line, codes.keys))
    total = Counter(map(codes.system, range(len(codes.keys))))
    worth = {
        name: 0.0
        if _NO_TOPIC.search(codes.said.get(name, ""))
        else 1 - log(stepped(len(some))) / log(stepped(max(total[codes.system(some[0])], len(some), 2)))
        for name, some in members.items()
    }
    steps = {
        name: worth[name] - max((worth[up] for up in parents.get(name, ())), default=0.0) for name in members
    }
    del worth  # there may be a million
    return Features(members, steps, len(codes.keys))


def _text(codes: CodeColumns) -> Features:
    """The words of each code; a word's weight is its rarity in the system that uses it most.

    The square root keeps common words (a side, an encounter) from counting next to nothing.
    """
    most = {word: max(Counter(map(codes.system, some)).values()) for word, some in codes.words.items()}
    weights = {word: information(size) ** 0.5 for word, size in most.items()}
    return Features(codes.words, weights, len(codes.keys))


def _axes(codes: CodeColumns, stated: StatedAxes) -> Features:
    def line(key: str) -> Iterator[str]:
        seen = {key}
        while (above := codes.above.get(key)) and above[0] not in seen:
            key = above[0]
            seen.add(key)
            yield key

    members = gather(
        stated.features.get(key) or added(key, list(line(key)), codes.said) for key in codes.keys
    )
    weights = {
        name: stated.weights.get(name, 1.0 if name[0] == "7" else _added_weight(len(some)))
        for name, some in members.items()
    }
    return Features(members, weights, len(codes.keys), floor=1.0)


def _added_weight(size: int) -> float:
    return ADDED_WEIGHT * information(size)


def _drugs(codes: CodeColumns) -> Features:
    """The ingredients of drugs, and those that procedures give: a substance in few codes weighs more."""
    known = {drugs.substance(one) for some in codes.ingredients.values() for one in some}
    substances = {
        key: [one for text in given(axes) if (one := drugs.named(text, known))]
        for key, axes in codes.axes.items()
    }
    drugs_of = {**codes.ingredients, **substances}
    found = {key: dict(drugs.features(some, known)) for key, some in drugs_of.items() if some}
    members = gather(found.get(key, ()) for key in codes.keys)
    kinds = {name: weight for some in found.values() for name, weight in some.items()}
    weights = {name: kinds[name] * information(len(some)) for name, some in members.items()}
    return Features(members, weights, len(codes.keys))


def _crosswalk(codes: CodeColumns) -> Features:
    """The targets of each code's maps; a target counts as mapping to itself. One of many weighs less."""
    targets = {target for some in codes.maps.values() for target in some}
    members = gather([*codes.maps.get(key, ()), *({key} & targets)] for key in codes.keys)
    weights = {name: information(len(some)) for name, some in members.items()}
    return Features(members, weights, len(codes.keys))


def _policies(policies: Iterable[PolicyRow], keys: Sequence[str]) -> Features:
    number = {key: place for place, key in enumerate(keys)}
    members = {
        f"{row['role']} {row['stance']} {row['key']}": [number[key] for key in row["codes"] if key in number]
        for row in policies
    }
    return Features(members, {name: information(len(some)) for name, some in members.items()}, len(keys))


def _billed(row: ProcedureRow) -> Billed:
    steps: dict[str, set[str]] = defaultdict(set)
    for code in row["codes"]:
        steps[code["code"]].update({code["step"]} - {""})
    return Billed(
        row["name"], {code: frozenset(some) for code, some in steps.items()}, tuple(row["alternatives"])
    )


def _conditions(codes: OfCodes, others: Others, above: Lines) -> tuple[Features, dict[str, float]]:
    """The conditions of codes as features, and how much each condition says."""
    about = gather(_conditions_of(codes, others, above))
    sizes = _sizes(about)
    weights = {name: sizes[name.partition(" ")[2]] for name in about}
    return Features(about, weights, len(codes.keys)), sizes


def _conditions_of(codes: OfCodes, others: Others, above: Lines) -> Iterator[Iterable[str]]:
    """The conditions of each code in each role, with all above them.

    These are those of the rule `conditions_compared`, computed here for all codes at once: Neo4j would take
    minutes. A code gets what the headings above it mean, exactly or in part, besides its own. A code without
    indications of its own gets those of the procedures it bills; one that has them (a product) is often for
    fewer.
    """
    classified, passed_on, indicated = (defaultdict[str, set[str]](set) for _ in range(3))
    for row in others.conditions:
        for known, some in (
            (classified, row["classified"]),
            (passed_on, row["passed_on"]),
            (indicated, row["indicated"]),
        ):
            for key in some:
                known[key].add(row["key"])
    billed: dict[str, set[str]] = defaultdict(set)
    for procedure in others.procedures:
        for code in procedure["codes"]:
            if code["code"] not in indicated:
                billed[code["code"]].update(procedure["conditions"])
    for key in codes.keys:
        about = classified.get(key, set()).union(
            *(passed_on.get(up, ()) for up in lineage(key, codes.above) - {key})
        )
        treated = indicated.get(key) or billed.get(key, set())
        yield {
            f"{role} {one}"
            for role, lowest in ((CLASSIFIES, about), (INDICATED_FOR, treated))
            for low in lowest
            for one in (low, *above[low])
        }


def _sizes(members: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """The information content of each condition, from how many codes relate to it."""
    roles: dict[str, list[Sequence[int]]] = defaultdict(list)
    for name, some in members.items():
        roles[name.partition(" ")[2]].append(some)
    return {
        key: information(len(some[0]) if len(some) == 1 else len(set().union(*some)))
        for key, some in roles.items()
    }


class _Closed(Mapping[str, tuple[str, ...]]):
    """Everything above each node, in any number of steps, once it is asked for.

    Within a cycle no node is above itself.
    """

    def __init__(self, steps: Mapping[str, Sequence[str]]) -> None:
        self._steps, self._known = steps, dict[str, tuple[str, ...]]()

    def __getitem__(self, start: str) -> tuple[str, ...]:
        if (known := self._known.get(start)) is None:
            if start not in self._steps:
                raise KeyError(start)
            known = self._known[start] = tuple(sorted(lineage(start, self._steps) - {start}))
        return known

    def __iter__(self) -> Iterator[str]:
        return iter(self._steps)

    def __len__(self) -> int:
        return len(self._steps)
