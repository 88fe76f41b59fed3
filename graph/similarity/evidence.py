"""Evidence of similarity: rows of the derive_similar_* queries turned into comparable features."""

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np

from medcodegraph.garbage import give_back
from medcodegraph.graph.hierarchy import lineage
from medcodegraph.graph.library.words.substances import substance
from medcodegraph.graph.similarity.features import (
    Blocks,
    Features,
    Flags,
    Floats,
    Ints,
    distinct,
)
from medcodegraph.graph.similarity.rows import ConditionRow, PolicyRow, ProcedureRow, ReplacementRow
from medcodegraph.graph.similarity.steps import information, stepped
from medcodegraph.graph.similarity.wording import drugs, tokens
from medcodegraph.graph.similarity.wording.axes import (
    ADDED_WEIGHT,
    INJURY,
    INJURY_WEIGHT,
    StatedAxes,
    added,
    given,
)
from medcodegraph.graph.similarity.wording.columns import CodeColumns
from medcodegraph.graph.similarity.wording.gathering import Gathering
from medcodegraph.graph.similarity.wording.upwards import Upwards

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
    words of the codes in `licensed` are compared, but not to be quoted. `headings` flags the codes that are
    above others.
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
    headings: Flags


class Others(NamedTuple):
    """The evidence beside the codes themselves, as rows of the other queries."""

    replacements: Sequence[ReplacementRow]
    procedures: Sequence[ProcedureRow]
    conditions: Sequence[ConditionRow]
    policies: Sequence[PolicyRow]


@dataclass(frozen=True, slots=True)
class OfCodes:
    """What the codes themselves say; `headings` flags those of `keys` that are above others."""

    keys: Sequence[str]
    above: Upwards
    kinds: Mapping[str, Features]
    licensed: frozenset[str]
    headings: Flags
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
    """The evidence in the rows of the codes, which are used up: there may be a million."""
    text, crosswalk = _text(codes), _crosswalk(codes)
    codes.forget_words()
    give_back(len(codes.keys))
    above = Upwards(codes.keys, codes.above)
    headings = np.fromiter((key in above.inner for key in codes.keys), bool, len(codes.keys))
    hierarchy = _hierarchy(codes, above)
    give_back(len(codes.keys))
    stated = StatedAxes(codes.axes)
    kinds = {
        "hierarchy": hierarchy,
        "text": text,
        "axes": _axes(codes, above, stated),
        "drug": _drugs(codes),
        "crosswalk": crosswalk,
    }
    met = Gathering(map(stated.meeting, codes.keys))
    meeting = Features(met, np.ones(len(met.numbers))).blocks()
    codes.forget()
    return OfCodes(codes.keys, above, kinds, frozenset(codes.licensed), headings, meeting)


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


def systems(keys: Iterable[str]) -> Ints:
    """The code system of each code, as a number."""
    numbers: Ints = Gathering(key.partition(":")[:1] for key in keys).of
    return numbers


def _hierarchy(codes: CodeColumns, above: Upwards) -> Features:
    """Each code with everything above it; for a system without a hierarchy, the beginnings of its code.

    A code's weight is the information content it adds to its parent's: so the sum over everything two codes
    have in common is the information content of their lowest common ancestor.
    """
    chained: dict[str, Sequence[str]] = {}

    def line(number: int, key: str) -> Iterator[str]:
        if key in codes.axes:
            return
        yield from above.all_above(number, key)
        if not (chained.get(key) or above.right_above(number)) and key not in above.inner:
            chains = [tokens.beginnings(*name.split(":", 1)) for name in codes.classes.get(key, ())]
            if key not in codes.grouped:
                numbers = tokens.numbering(key)
                chains.append(numbers[-_DRUG_NUMBERS:] if key in codes.ingredients else numbers)
            for chain in chains:
                chained.update(zip((key, *chain), ((up,) for up in chain), strict=False))
                yield from chain
            chained[key] = tuple(chain[0] for chain in chains if chain)

    members = Gathering(line(number, key) for number, key in enumerate(codes.keys))
    numbers, system = members.numbers, systems(codes.keys)
    in_system = np.bincount(system)[system][members.codes[members.first]]
    worth = array("d", _in_system(members.sizes(), in_system).tobytes())
    for key, said in zip(codes.keys, codes.said, strict=True):
        if key in numbers and _NO_TOPIC.search(said):
            worth[numbers[key]] = 0.0
    steps = array("d", worth)

    def step(name: str, parents: Sequence[str]) -> None:
        if parents and name in numbers:
            steps[numbers[name]] -= max(worth[numbers[up]] for up in parents)

    for name, up in chained.items():
        step(name, up)
    for number, key in enumerate(codes.keys):
        if key not in chained and key not in codes.axes:
            step(key, above.right_above(number))
    return Features(members, np.frombuffer(steps))


def _in_system(sizes: Ints, totals: Ints) -> Floats:
    """The information content of features in systems of some sizes: from 1 for one code to 0 for all."""

    def worth(both: int) -> float:
        size, total = both >> 32, both & 0xFFFFFFFF
        return 1 - log(stepped(size)) / log(stepped(max(total, size, 2)))

    return _by_size(sizes << 32 | totals, worth)


def _text(codes: CodeColumns) -> Features:
    """The words of each code; a word's weight is its rarity in the system that uses it most.

    The square root keeps common words (a side, an encounter) from counting next to nothing.
    """
    system = systems(codes.keys)
    most = np.zeros(len(codes.words.numbers), np.int64)
    for one in range(system.max(initial=-1) + 1):
        np.maximum(most, codes.words.sizes(system == one), out=most)
    return Features(codes.words, _by_size(most, lambda size: information(size) ** 0.5))


def _axes(codes: CodeColumns, above: Upwards, stated: StatedAxes) -> Features:
    told = {key: said for key, said in zip(codes.keys, codes.said, strict=True) if key in above.inner}

    def features(number: int, key: str) -> Iterable[str]:
        if stated_of := stated.features.get(key):
            return stated_of
        return added(key, codes.said[number], above.first_above(number, key), told)

    members = Gathering(features(number, key) for number, key in enumerate(codes.keys))
    weights = _by_size(members.sizes(), lambda size: ADDED_WEIGHT * information(size))
    for number, name in enumerate(members.numbers):
        if (weight := stated.weights.get(name)) is not None:
            weights[number] = weight
        elif name[0] == "7":
            weights[number] = 1.0
        elif name.startswith(INJURY):
            weights[number] = INJURY_WEIGHT
    return Features(members, weights, floor=1.0)


def _drugs(codes: CodeColumns) -> Features:
    """The ingredients of drugs, and those that procedures give: a substance in few codes weighs more."""
    known = {substance(one) for some in codes.ingredients.values() for one in some}
    substances = {
        key: [one for text in given(axes) if (one := drugs.named(text, known))]
        for key, axes in codes.axes.items()
    }
    drugs_of = {**codes.ingredients, **substances}
    found = {key: dict(drugs.features(some, known)) for key, some in drugs_of.items() if some}
    members = Gathering(found.get(key, ()) for key in codes.keys)
    kinds = {name: weight for some in found.values() for name, weight in some.items()}
    rarity = _by_size(members.sizes(), information)
    return Features(members, np.array([kinds[name] for name in members.numbers]) * rarity)


def _crosswalk(codes: CodeColumns) -> Features:
    """The targets of each code's maps; a target counts as mapping to itself. One of many weighs less."""
    targets, maps = list(codes.maps.numbers), codes.maps
    members = Gathering(
        [*(targets[one] for one in maps.row(number)), *({key} & maps.numbers.keys())]
        for number, key in enumerate(codes.keys)
    )
    return Features(members, _by_size(members.sizes(), information))


def _policies(policies: Iterable[PolicyRow], keys: Sequence[str]) -> Features:
    named: dict[str, list[str]] = defaultdict(list)
    for row in policies:
        for key in row["codes"]:
            named[key].append(f"{row['role']} {row['stance']} {row['key']}")
    members = Gathering(named.get(key, ()) for key in keys)
    return Features(members, _by_size(members.sizes(), information))


def _by_size(sizes: Ints, worth: Callable[[int], float]) -> Floats:
    """The worth of features of some sizes."""
    different, which = np.unique(sizes, return_inverse=True)
    return np.array([worth(size) for size in different.tolist()])[which]


def _billed(row: ProcedureRow) -> Billed:
    steps: dict[str, set[str]] = defaultdict(set)
    for code in row["codes"]:
        steps[code["code"]].update({code["step"]} - {""})
    return Billed(
        row["name"], {code: frozenset(some) for code, some in steps.items()}, tuple(row["alternatives"])
    )


def _conditions(codes: OfCodes, others: Others, above: Lines) -> tuple[Features, dict[str, float]]:
    """The conditions of codes as features, and how much each condition says."""
    about = Gathering(_conditions_of(codes, others, above))
    keys: dict[str, int] = {}
    of = [keys.setdefault(name.partition(" ")[2], len(keys)) for name in about.numbers]
    sizes = _codes_of(about, np.array(of, np.int64), len(keys))
    said = _by_size(sizes, information)
    return Features(about, said[of]), dict(zip(keys, said.tolist(), strict=True))


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
    for number, key in enumerate(codes.keys):
        about = classified.get(key, set()).union(
            *(passed_on.get(up, ()) for up in codes.above.all_above(number, key) - {key})
        )
        treated = indicated.get(key) or billed.get(key, set())
        yield {
            f"{role} {one}"
            for role, lowest in ((CLASSIFIES, about), (INDICATED_FOR, treated))
            for low in lowest
            for one in (low, *above[low])
        }


def _codes_of(members: Gathering, group: Ints, groups: int) -> Ints:
    """How many codes have a feature of each group; `group` gives that of each feature by number."""
    pairs = group[members.of] * len(members) + members.codes
    return np.bincount(distinct(pairs) // len(members), minlength=groups) if len(members) else pairs


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
