"""Why two codes are similar, in a line that reads the same from either of them."""

from collections.abc import Mapping, Sequence

from medcodegraph.graph.evidence import COVERS, INDICATED_FOR, Billed
from medcodegraph.graph.profiles import Feature
from medcodegraph.graph.similarity import Similarity

_NAMED = 2


def relation(similarity: Similarity, a: str, b: str, scores: Mapping[str, float]) -> str:
    """REPLACES, SAME_FAMILY, ALTERNATIVE_TO or RELATED: the strongest that holds."""
    if "replacement" in scores:
        return "REPLACES"
    if billed := similarity.bills(a, b):
        return "SAME_FAMILY" if billed[0] == billed[1] else "ALTERNATIVE_TO"
    return "RELATED"


def summary(similarity: Similarity, a: str, b: str, kinds: Sequence[str]) -> str:
    """The reasons in the order of `kinds`; both codes are named."""
    say = {
        "replacement": _replacement,
        "procedure": _procedure,
        "conditions": _conditions,
        "policies": _policies,
    }
    reasons = "; ".join(say[kind](similarity, a, b) for kind in kinds)
    return reasons if a in reasons and b in reasons else f"{a} and {b}: {reasons}"


def _replacement(similarity: Similarity, a: str, b: str) -> str:
    chain = similarity.chain(a, b)
    between = f" through {', '.join(chain[1:-1])}" if len(chain) > 2 else ""
    day = similarity.evidence.replaced[chain[-2], chain[-1]]
    return f"{chain[-1]} replaced {chain[0]}{between}" + (f" on {day}" if day else "")


def _procedure(similarity: Similarity, a: str, b: str) -> str:
    billed = similarity.bills(a, b)
    assert billed is not None
    first, second = (similarity.evidence.procedures[key] for key in billed)
    if first is not second:
        return f"{a} bills {first.name}, {b} bills {second.name}, an alternative to it"
    if both := first.steps[a] & first.steps[b]:
        return f"same step ({', '.join(sorted(both))}) of the same procedure ({first.name})"
    return f"{_with_steps(first, a)} and {_with_steps(first, b)} bill the same procedure ({first.name})"


def _with_steps(procedure: Billed, code: str) -> str:
    steps = ", ".join(sorted(procedure.steps[code]))
    return f"{code} ({steps})" if steps else code


def _conditions(similarity: Similarity, a: str, b: str) -> str:
    evidence = similarity.evidence
    shared = evidence.conditions.shared(a, b)
    higher = {(role, up) for role, key in shared for up in evidence.above[key]}
    lowest = [feature for feature in shared if feature not in higher] or shared
    treats = [feature for feature in lowest if feature[0] == INDICATED_FOR]
    about = [feature for feature in lowest if feature[0] != INDICATED_FOR]
    parts = [("both for ", treats), ("both classify ", about)]
    return ", ".join(start + _listed(evidence.names, some) for start, some in parts if some)


def _policies(similarity: Similarity, a: str, b: str) -> str:
    evidence = similarity.evidence
    shared = evidence.policies.shared(a, b)
    covers = [feature for feature in shared if feature[0].startswith(COVERS)]
    supports = [feature for feature in shared if not feature[0].startswith(COVERS)]
    parts = [("the same stance in policies of ", covers), ("both diagnoses in policies of ", supports)]
    return ", ".join(start + _listed(evidence.names, some) for start, some in parts if some)


def _listed(names: Mapping[str, str], shared: Sequence[Feature]) -> str:
    """The first two names and how many more there are."""
    keys = list(dict.fromkeys(key for _, key in shared))
    text = ", ".join(names[key] for key in keys[:_NAMED])
    return text if len(keys) <= _NAMED else f"{text} and {len(keys) - _NAMED} more"
