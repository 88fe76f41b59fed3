"""Why two codes are similar, in one line that reads the same from either code."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from medcodegraph.graph.similarity.evidence import COVERS, INDICATED_FOR, Billed
from medcodegraph.graph.similarity.features import Common, Ints
from medcodegraph.graph.similarity.scores import Similarity
from medcodegraph.graph.similarity.wording.axes import INJURY

_NAMED = 2
_WORDS = 4
_MOST = 1024
"""A reason shared by more codes than this is named after the others."""


class Reasons:
    """Explains the similarity of some pairs of codes, given as indices, the smaller of each pair first.

    A pair is then named by its place among them.
    """

    def __init__(self, similarity: Similarity, a: Ints, b: Ints) -> None:
        self._evidence, self._bonds = similarity.evidence, similarity.bonds
        self._ends = a, b
        codes = self._evidence.codes
        self._keys = [(codes[one], codes[other]) for one, other in zip(a.tolist(), b.tolist(), strict=True)]
        self._shared: dict[str, Common] = {}

    def relation(self, pair: int, kinds: Sequence[str]) -> str:
        """The strongest relation: REPLACES, MAPS_TO, SAME_FAMILY, ALTERNATIVE_TO or RELATED."""
        if "replacement" in kinds:
            return "REPLACES"
        if "crosswalk" in kinds and self._mapped(pair):
            return "MAPS_TO"
        if "procedure" in kinds and (billed := self._bonds.bills(*self._keys[pair])):
            return "SAME_FAMILY" if billed[0] == billed[1] else "ALTERNATIVE_TO"
        return "RELATED"

    def summary(self, pair: int, kinds: Sequence[str]) -> str:
        """The reasons in the order of `kinds`; both codes are named."""
        one, other = self._keys[pair]
        telling = sorted(kinds, key=lambda kind: self._reach(kind, pair) > _MOST)
        reasons = "; ".join([self.reason(pair, kind) for kind in telling])
        return reasons if one in reasons and other in reasons else f"{one} and {other}: {reasons}"

    def reason(self, pair: int, kind: str) -> str:
        """What a pair has in common of one kind of evidence."""
        said: str = getattr(self, f"_{kind}")(pair)
        return said

    def _reach(self, kind: str, pair: int) -> int:
        """How many codes have the rarest feature of a kind that two codes share; 2 for a direct link."""
        return self._of(kind).reach(pair) if kind in self._evidence.kinds else 2

    def _common(self, kind: str, pair: int, most: int | None = None) -> list[str]:
        return self._of(kind).names(pair, most)

    def _of(self, kind: str) -> Common:
        """What all pairs share of a kind: compared at once, for the first that asks."""
        if (found := self._shared.get(kind)) is None:
            found = self._shared[kind] = self._evidence.kinds[kind].common(*self._ends)
        return found

    def _replacement(self, pair: int) -> str:
        chain = self._bonds.chain(*self._keys[pair])
        between = f" through {', '.join(chain[1:-1])}" if len(chain) > 2 else ""
        day = self._evidence.replaced[chain[-2], chain[-1]]
        return f"{chain[-1]} replaced {chain[0]}{between}" + (f" on {day}" if day else "")

    def _procedure(self, pair: int) -> str:
        one, other = self._keys[pair]
        billed = self._bonds.bills(one, other)
        assert billed is not None
        first, second = (self._evidence.procedures[key] for key in billed)
        if first is not second:
            return f"{one} bills {first.name}, {other} bills {second.name}, an alternative to it"
        if both := first.steps[one] & first.steps[other]:
            return f"same step ({', '.join(sorted(both))}) of the same procedure ({first.name})"
        both_bill = f"{_with_steps(first, one)} and {_with_steps(first, other)} bill"
        return f"{both_bill} the same procedure ({first.name})"

    def _hierarchy(self, pair: int) -> str:
        lowest = self._common("hierarchy", pair, 1)[0]
        one, other = self._keys[pair]
        if lowest in (one, other):
            return f"{other if lowest == one else one} is under {lowest}"
        if not lowest.endswith("*"):
            return f"both under {lowest}"
        return (
            f"both {'numbered' if lowest.partition(':')[0] == one.partition(':')[0] else 'of type'} {lowest}"
        )

    def _drug(self, pair: int) -> str:
        shared = [name.split(" ", 1) for name in self._common("drug", pair)]
        substances = [name for kind, name in shared if kind == "drug"]
        parents = [name for kind, name in shared if kind == "from" and name not in substances]
        classes = [name for kind, name in shared if kind == "class"]
        if substances:
            return "both contain " + _listed(substances)
        if parents:
            return "both derive from " + _listed(parents)
        return "both of the class " + _listed(classes)

    def _axes(self, pair: int) -> str:
        features = self._evidence.kinds["axes"]
        shared = sorted(self._common("axes", pair), key=lambda name: -features.weight(name))
        return "both " + _listed([said for name in shared if (said := _said(name))])

    def _text(self, pair: int) -> str:
        if self._evidence.licensed.intersection(self._keys[pair]):
            return "worded alike"
        return "both say " + ", ".join(self._common("text", pair, _WORDS))

    def _conditions(self, pair: int) -> str:
        shared = [name.split(" ", 1) for name in self._common("conditions", pair)]
        higher = {(role, up) for role, key in shared for up in self._evidence.above[key]}
        lowest = [(role, key) for role, key in shared if (role, key) not in higher] or shared
        treats = [key for role, key in lowest if role == INDICATED_FOR]
        about = [key for role, key in lowest if role != INDICATED_FOR]
        parts = [("both for ", treats), ("both classify ", about)]
        return ", ".join(start + self._names(some) for start, some in parts if some)

    def _policies(self, pair: int) -> str:
        shared = self._common("policies", pair)
        covers = [name.rpartition(" ")[2] for name in shared if name.startswith(COVERS)]
        supports = [name.rpartition(" ")[2] for name in shared if not name.startswith(COVERS)]
        parts = [("the same stance in policies of ", covers), ("both diagnoses in policies of ", supports)]
        return ", ".join(start + self._names(some) for start, some in parts if some)

    def _crosswalk(self, pair: int) -> str:
        one, other = self._keys[pair]
        if target := self._mapped(pair):
            return f"{other if target == one else one} maps to {target}"
        return "both map to " + _listed(self._common("crosswalk", pair))

    def _mapped(self, pair: int) -> str | None:
        """Whichever of two codes the other maps to."""
        shared = self._common("crosswalk", pair)
        return next((key for key in self._keys[pair] if key in shared), None)

    def _names(self, keys: Iterable[str]) -> str:
        return _listed([_name(self._evidence.names, key) for key in dict.fromkeys(keys)])


def bonds(similarity: Similarity) -> Iterator[tuple[int, int, str]]:
    """Every pair that a replacement or procedure joins, with its score and reason."""
    for kind, (pairs, scores) in similarity.bonded.items():
        a, b = similarity.ends(pairs)
        reasons = Reasons(similarity, a, b)
        for pair, (one, other, score) in enumerate(zip(a.tolist(), b.tolist(), scores.tolist(), strict=True)):
            yield one, other, f"{kind} {score} {reasons.reason(pair, kind)}"


def _name(names: Mapping[str, str], key: str) -> str:
    return names.get(key, key)


def _said(name: str) -> str:
    """A shared axis in words: "7 initial encounter", "adds right", "4 [Section Body system] Appendix"."""
    kind, _, rest = name.partition(" ")
    if kind == INJURY:
        return "encounters for the same injury"
    return rest.rpartition("] ")[2] if kind not in ("group", "like") else ""


def _with_steps(procedure: Billed, code: str) -> str:
    steps = ", ".join(sorted(procedure.steps[code]))
    return f"{code} ({steps})" if steps else code


def _listed(names: Sequence[str]) -> str:
    """The first two names, and how many more there are."""
    text = ", ".join(names[:_NAMED])
    return text if len(names) <= _NAMED else f"{text} and {len(names) - _NAMED} more"
