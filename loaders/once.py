"""Nodes and codes that a source names repeatedly: each is stated once."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label, Rel

key_of = lru_cache(maxsize=1 << 17)(code_key)
"""The key of a code, cached, as the same codes are in many policies."""


class Once:
    """Passes each node on once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def node(self, label: Label, key: str, properties: Mapping[str, Value]) -> Iterator[Node]:
        """The node, unless one with this key was passed on before."""
        if key not in self._seen:
            self._seen.add(key)
            yield Node(label, key, properties)

    def code(self, system: str, number: str) -> Iterator[Fact]:
        """A code by its number alone, with its system; nothing if it was passed on before."""
        key = key_of(system, number)
        if key not in self._seen:
            self._seen.add(key)
            of = (Label.CODE_SYSTEM, f"SYSTEM:{system}")
            yield from self.node(*of, {"name": system})
            yield Node(Label.CODE, key, {"system": system, "code": key.partition(":")[2]})
            yield Edge(Rel.IN_SYSTEM, (Label.CODE, key), of)
