"""The facts of a part, checked against the contract of loaders."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from medcodegraph.graph.facts import Edge, Node, Value
from medcodegraph.graph.keys import normalise
from medcodegraph.graph.model import EDGES, NODE_PROPERTIES, Label, Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Part


class NoNames:
    """A graph that knows no names yet."""

    def described(self, _: str) -> dict[str, tuple[str, ...]]:
        return {}

    def key(self, *_: object) -> None:
        return None

    def has(self, *_: object) -> bool:
        return False

    def codes(self, _: str) -> dict[str, bool | None]:
        return {}


@dataclass
class Loaded:
    """Nodes by key, edges, and the report."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    report: Report = field(default_factory=Report)

    def codes(self, system: str) -> dict[str, dict[str, Value]]:
        """The properties of each code of a system, by the code."""
        prefix = f"{system}:"
        return {
            key.removeprefix(prefix): {k: v for k, v in node.properties.items() if v not in (None, "", [])}
            for key, node in self.nodes.items()
            if key.startswith(prefix)
        }

    def levels(self) -> Counter[object]:
        """The number of codes of each level."""
        return Counter(n.properties.get("level") for n in self.nodes.values() if n.label is Label.CODE)

    def pairs(self, kind: Rel) -> list[tuple[str, str]]:
        """The keys that edges of a kind join."""
        return [(edge.start[1], edge.end[1]) for edge in self.edges if edge.kind is kind]

    def parents(self) -> dict[str, str]:
        """The parent of each code, without the system."""
        return {a.partition(":")[2]: b.partition(":")[2] for a, b in self.pairs(Rel.CHILD_OF)}

    def rejects(self) -> list[tuple[int, str]]:
        """Line and reason of each rejected row."""
        return [(reject.line, reject.reason) for reject in self.report.rejects]


def load_part(part: Part) -> Loaded:
    """All facts of a part; fails if one violates the contract, or is stated twice."""
    loaded = Loaded()
    for fact in part.facts(loaded.report, NoNames()):
        if isinstance(fact, Node):
            assert fact.key not in loaded.nodes, fact
            assert fact.key == normalise(fact.key)
            assert fact.properties.keys() <= NODE_PROPERTIES[fact.label].keys()
            loaded.nodes[fact.key] = fact
            continue
        assert isinstance(fact, Edge)
        kind = EDGES[fact.kind]
        assert fact.start[0] in kind.starts
        assert fact.end[0] in kind.ends
        assert fact.properties.keys() <= kind.properties.keys()
        for label, key in (fact.start, fact.end):
            assert loaded.nodes[key].label == label, "a node comes before the edges that touch it"
        loaded.edges.append(fact)
    assert len({(edge.kind, edge.start, edge.end, edge.id) for edge in loaded.edges}) == len(loaded.edges)
    _check_systems(loaded.nodes.values(), loaded.pairs(Rel.IN_SYSTEM))
    return loaded


def _check_systems(nodes: Iterable[Node], members: list[tuple[str, str]]) -> None:
    """Check that every code belongs to the system in its key and its properties."""
    codes = {node.key: node.properties["system"] for node in nodes if node.label is Label.CODE}
    assert dict(members) == {key: f"SYSTEM:{system}" for key, system in codes.items()}
    assert all(key.startswith(f"{system}:") for key, system in codes.items())
