"""What is stated of a code in the same way whatever its system: that it is one, and where it belongs."""

from collections.abc import Iterator, Mapping

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label, Rel


def code_facts(
    system: str, code: str, properties: Mapping[str, Value], cites: str | None = None
) -> Iterator[Fact]:
    """A code with what is said of it, as a member of its system; `system` is a canonical name."""
    key = code_key(system, code)
    yield Node(Label.CODE, key, {"system": system, "code": key.partition(":")[2], **properties}, cites)
    ends = (Label.CODE, key), (Label.CODE_SYSTEM, f"SYSTEM:{system}")
    yield Edge(Rel.IN_SYSTEM, *ends, cites=cites)


def code_edge(
    kind: Rel, start: str, end: str, properties: Mapping[str, Value] | None = None, cites: str | None = None
) -> Edge:
    """An edge between two codes, given by their keys."""
    return Edge(kind, (Label.CODE, start), (Label.CODE, end), properties or {}, cites=cites)
