"""Exports of the Medicare Coverage Database, read without a database."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from medcodegraph.graph.facts import Edge, Node
from medcodegraph.graph.model import Rel
from medcodegraph.graph.write.batches import Batches
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Part
from medcodegraph.loaders.sources.mcd.loader import LOADER

FIXTURES = Path(__file__).parents[1] / "fixtures" / "mcd"


class NoNames:
    """A graph that knows no names yet."""

    def key(self, *_: object) -> None:
        return None


@dataclass
class Loaded:
    """The result of a part: the part itself, nodes by key, edges, the report."""

    part: Part
    nodes: dict[str, Node]
    edges: list[Edge]
    report: Report

    def says(self, key: str) -> dict[str, object]:
        """The non-empty properties of a node."""
        return {name: value for name, value in self.nodes[key].properties.items() if value}

    def ends(self, kind: Rel, start: str) -> list[str]:
        return sorted(edge.end[1] for edge in self.edges if edge.kind is kind and edge.start[1] == start)

    def stated(self, kind: Rel, start: str) -> dict[tuple[str, str], dict[str, object]]:
        """The properties of a policy's edges, by the edge's end and id."""
        found = [edge for edge in self.edges if edge.kind is kind and edge.start[1] == start]
        return {
            (edge.end[1], edge.id): {name: value for name, value in edge.properties.items() if value}
            for edge in found
        }


def load(paths: Iterable[Path]) -> dict[str, Loaded]:
    """All parts of an export by name; each is checked as in the pipeline, and refuses no edge."""
    loaded = {}
    for part in LOADER.parts(list(paths), {}):
        report, refused = Report(), list[Edge]()
        facts = list(part.facts(report, NoNames()))
        for _ in Batches(facts, f"SOURCE:{part.name}", lambda edge, _, refused=refused: refused.append(edge)):
            pass
        assert refused == []
        nodes = {fact.key: fact for fact in facts if isinstance(fact, Node)}
        assert len(nodes) == sum(isinstance(fact, Node) for fact in facts)
        loaded[part.name] = Loaded(part, nodes, [fact for fact in facts if isinstance(fact, Edge)], report)
    return loaded
