"""Facts common to codes of all systems: the code, its membership, its replacements."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

from medcodegraph.graph.facts import Edge, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label, Rel


def code_facts(
    system: str, code: str, properties: Mapping[str, Value], cites: str | None = None
) -> tuple[Node, Edge]:
    """A code with its properties, and its membership in its system; `system` is a canonical name."""
    key = code_key(system, code)
    node = Node(Label.CODE, key, {"system": system, "code": key.partition(":")[2], **properties}, cites)
    ends = (Label.CODE, key), (Label.CODE_SYSTEM, f"SYSTEM:{system}")
    return node, Edge(Rel.IN_SYSTEM, *ends, cites=cites)


def code_edge(
    kind: Rel,
    start: str,
    end: str,
    properties: Mapping[str, Value] | None = None,
    cites: str | None = None,
    *,
    id_: str = "",
) -> Edge:
    """An edge between two codes, given by their keys; `id_` distinguishes several of one source."""
    return Edge(kind, (Label.CODE, start), (Label.CODE, end), properties or {}, id_, cites)


def replacement_edges(days: Mapping[tuple[str, str], date | None]) -> Iterator[Edge]:
    """The replacements of codes: `days` gives the day for each pair (old key, new key).

    An old code replaced by several new ones was split, which each of its edges states.
    """
    successors = Counter(old for old, _ in days)
    for (old, new), day in days.items():
        split: dict[str, Value] = {"split": True} if successors[old] > 1 else {}
        yield code_edge(Rel.REPLACED_BY, old, new, {"on": day, **split})
