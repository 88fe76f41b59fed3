"""What is left out: all that licensed or hidden sources say, unless they are asked for by name.

These sources are left out with their claims and edges. A node that others describe too shows what those say;
one that no other describes is left out with all that leads to it. What was derived from wordings and quotes
them (search names, the summary of a similarity, the reason of a filled-in condition) goes too.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from medcodegraph.errors import SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Rel
from medcodegraph.graph.whole import things as whole

_QUOTING = ("summary", "reason")
_DERIVED = "SOURCE:derived"


@dataclass(frozen=True, slots=True)
class Withheld:
    """Which sources are left out, the nodes they describe (and whether they alone do), the ranks of all."""

    sources: frozenset[str] = frozenset()
    nodes: Mapping[str, bool] = field(default_factory=dict)
    ranks: Mapping[str, int] = field(default_factory=dict)

    def left(self, node: whole.Node) -> whole.Node | None:
        """What is exported of a node and its edges; None if nothing is."""
        if node.key in self.sources or self.nodes.get(node.key):
            return None
        if not self.sources:
            return node
        properties = self._shown(node) if node.key in self.nodes else node.properties
        edges = [self._edge(edge) for edge in node.edges if self._leaves(edge)]
        return whole.Node(node.label, node.key, properties, edges)

    def _leaves(self, edge: whole.Edge) -> bool:
        end = edge.end[1]
        return not (
            end in self.sources or self.nodes.get(end) or edge.properties.get("source") in self.sources
        )

    def _edge(self, edge: whole.Edge) -> whole.Edge:
        touched = edge.start[1] in self.nodes or edge.end[1] in self.nodes
        if touched and str(edge.properties.get("source", "")).startswith(_DERIVED):
            for name in _QUOTING:
                edge.properties.pop(name, None)
        return edge

    def _shown(self, node: whole.Node) -> dict[str, Any]:
        """The node's properties without what only a withheld source says."""
        claims = [edge for edge in node.edges if edge.kind is Rel.STATED_BY]
        kept = [claim for claim in claims if claim.end[1] not in self.sources]
        kept.sort(key=lambda claim: self.ranks.get(claim.end[1], 0))
        hidden = {
            name
            for claim in claims
            if claim.end[1] in self.sources
            for name in claim.properties
            if name != "key"
        }
        shown = {name: value for name, value in node.properties.items() if name != "names"}
        for name in hidden & shown.keys():
            said = [claim.properties[name] for claim in kept if name in claim.properties]
            if shown[name] in said:
                continue
            if said:
                shown[name] = said[-1]
            else:
                del shown[name]
        return shown


async def withheld(graph: Graph, wanted: Collection[str]) -> Withheld:
    """What is left out if the sources named in `wanted` are exported.

    Raises SettingsError if one of these is not a licensed or hidden source.
    """
    known = await whole.sources(graph)
    guarded = {row["key"]: row["name"] for row in known if row["withheld"]}
    for name in wanted:
        if name not in guarded.values():
            there = ", ".join(sorted(set(guarded.values()))) or "none"
            raise SettingsError(f"{name} is not a licensed or hidden source; these are: {there}")
    keys = {key for key, name in guarded.items() if name not in wanted}
    keys |= {row["key"] for row in known if row["part_of"] in keys}
    if not keys:
        return Withheld()
    ranks = {row["key"]: int(row["rank"]) for row in known}
    return Withheld(frozenset(keys), await whole.spoken_of(graph, sorted(keys)), ranks)
