"""The meaning of single characters of a code, as features that cut across the hierarchy. Pure.

ICD-10-PCS states its axes. A value is weighted by its information content within its context: a body part
within its body system, a device within its operation. In ICD-10-CM the axes are derived from the wording:
what each level adds to the words of its parent ("without complications", "right", "initial encounter").
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import log2

from medcodegraph.graph.similarity.steps import stepped
from medcodegraph.graph.similarity.wording.tokens import WORD

Weighed = Mapping[str, float]

_AXIS = re.compile(r"(\d) ([^:]+): (.*)")
_SIDE = re.compile(
    r", (Right|Left|Bilateral|(?:One|Two|Three|Four or More)(?: [A-Z][a-z]+)?|Single|Multiple|All|2 or more)$"
)
"""Which side of a body part, or how many of it or of a device: the part or device is the same."""
_CONTEXT: dict[int, tuple[int, ...]] = {1: (), 2: (1,), 3: (1,), 4: (1, 2), 5: (1,), 6: (1, 3), 7: (1, 2, 3)}
"""The other values of a code that are the context of each value."""

_BODY_PART, _DEVICE, _QUALIFIER = 4, 6, 7
_MOST_BITS = 8
_STRESS = frozenset({"Body Part", "Substance", "Device / Substance / Technology"})
_STRESSED = 1.5
"""What an operation is done to, or what is given, counts more than how."""

_SIDE_WEIGHT = 1 / 16
_GROUP_BITS = 0.5
_FULL = 7
ADDED_WEIGHT = 1 / 4
"""A phrase of the wording weighs less than the last character, which means the same everywhere."""

INJURY, INJURY_WEIGHT = "injury", 1 / 2
_FIRST_AND_NEXT = {"A": "closed", "D": "closed", "B": "open", "E": "open", "C": "type III", "F": "type III"}
"""The last characters of the first encounter for an injury (a closed or open fracture) and of the next."""

_OPERATION_GROUPS = (
    ("Excision", "Resection", "Detachment", "Destruction", "Extraction"),
    ("Drainage", "Extirpation", "Fragmentation"),
    ("Division", "Release"),
    ("Transplantation", "Reattachment", "Transfer", "Reposition"),
    ("Restriction", "Occlusion", "Dilation", "Bypass"),
    ("Insertion", "Replacement", "Supplement", "Change", "Removal", "Revision"),
    ("Inspection", "Map"),
    ("Control", "Repair"),
    ("Fusion", "Alteration", "Creation"),
)
"""The groups of root operations of ICD-10-PCS: taking out, putting in, moving ..."""
_GROUP = {name: str(number) for number, names in enumerate(_OPERATION_GROUPS) for name in names}


class StatedAxes:
    """The features of codes that state their axes, and their weights."""

    def __init__(self, axes: Mapping[str, Sequence[str]]) -> None:
        """`axes` gives those of each code, such as "4 Body Part: Appendix"."""
        self._stressed = _stressed(axes.values())
        self._values = {key: _values(some) for key, some in axes.items()}
        self._like = _like(self._values.values())
        self.features = {key: list(self._named(values)) for key, values in self._values.items()}
        self.weights = self._weights()

    def meeting(self, key: str) -> Iterator[str]:
        """The blocks of a code: with it are those equal in all values but one, or in the body part."""
        values = self._values.get(key, {})
        if len(values) == _FULL:
            plain = [_SIDE.sub("", values[place]) for place in range(1, _FULL + 1)]
            for place in range(2, _FULL):
                yield "|".join([*plain[:place], "*", *plain[place + 1 :]])
            yield "|".join(plain[:4])
            yield "|".join([*plain[:2], plain[3]])

    def _named(self, values: Mapping[int, str]) -> Iterator[str]:
        for place, value in values.items():
            context = "|".join(values.get(other, "") for other in _CONTEXT.get(place, ()))
            yield f"{place} [{context}] {_SIDE.sub('', value)}"
            if side := _SIDE.search(value):
                yield f"side {side[1]}"
        if group := _GROUP.get(values.get(3, "")):
            yield f"group [{values[1]}] {group}"
        if _DEVICE in values:
            yield f"like [{_table(values)}] {self._like[_table(values), values[_DEVICE]]}"

    def _weights(self) -> Weighed:
        """The information of each value in its context, in bits, as a share of the most that count."""
        sizes = Counter(name for some in self.features.values() for name in set(some))
        contexts: Counter[tuple[str, str]] = Counter()
        for some in self.features.values():
            contexts.update({_place_and_context(name) for name in some})
        weights = {}
        for name, size in sizes.items():
            place = name.partition(" ")[0]
            bits = log2(max(stepped(contexts[_place_and_context(name)]) / stepped(size), 1))
            weight = min(bits, _MOST_BITS) / _MOST_BITS
            if place == "side":
                weight = _SIDE_WEIGHT
            elif place in ("group", "like"):
                weight *= _GROUP_BITS
            else:
                weight *= (
                    _STRESSED
                    if (name[name.find("[") + 1 :].partition("|")[0], place) in self._stressed
                    else 1.0
                )
            weights[name] = weight
        return weights


def _values(axes: Iterable[str]) -> dict[int, str]:
    found = (_AXIS.fullmatch(axis) for axis in axes)
    return {int(match[1]): match[3] for match in found if match}


def _stressed(codes: Iterable[Sequence[str]]) -> set[tuple[str, str]]:
    """The characters of each section whose title is stressed."""
    found: set[tuple[str, str]] = set()
    for axes in codes:
        parts = [match for match in map(_AXIS.fullmatch, axes) if match]
        found.update((parts[0][3], part[1]) for part in parts if part[2] in _STRESS)
    return found


def _table(values: Mapping[int, str]) -> str:
    return f"{values.get(1, '')} {values.get(2, '')} {values.get(3, '')}"


def _like(codes: Iterable[Mapping[int, str]]) -> dict[tuple[str, str], str]:
    """The qualifiers that each device of a table goes with: devices with the same ones are of one kind."""
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    for values in codes:
        if _DEVICE in values:
            used[_table(values), values[_DEVICE]].add(values.get(_QUALIFIER, ""))
    return {key: ", ".join(sorted(some)) for key, some in used.items()}


def _place_and_context(name: str) -> tuple[str, str]:
    place, _, rest = name.partition(" [")
    return place, rest.partition("] ")[0]


def given(axes: Iterable[str]) -> list[str]:
    """The substances that the axes of a code state, as worded."""
    parts = (axis.partition(": ") for axis in axes)
    return [value for title, _, value in parts if "Substance" in title]


def added(key: str, said: str, line: Iterable[str], told: Mapping[str, str]) -> list[str]:
    """What each level down to a code adds to the wording of its parent, as axes.

    `said` is its wording. `line` are the codes above it, nearest first, and `told` gives their wording; only
    those that the code begins with count. The last of seven characters (initial encounter, sequela, ...)
    counts more than all others, and is an axis by itself; beside it, the first encounter for an injury and
    the next one, if it heals as it should, share the injury.
    """
    found, below = [], key
    for above in line:
        if not below.startswith(above):
            break
        if extra := _extra(said, told.get(above, "")):
            if below == key and len(key.partition(":")[2].replace(".", "")) == _FULL:
                return [f"{_FULL} {extra}", *_injury(key, extra)]
            found.append(f"adds {extra}")
        below, said = above, told.get(above, "")
    return found


def _injury(key: str, said: str) -> list[str]:
    pair = _FIRST_AND_NEXT.get(key[-1]) if "encounter" in said else None
    return [f"{INJURY} {key[:-1]} {pair}"] if pair else []


def _extra(text: str, above: str) -> str:
    known = set(WORD.findall(above.lower()))
    return " ".join(word for word in WORD.findall(text.lower()) if word not in known)
