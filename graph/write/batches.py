"""Facts as batches of rows to write: checked against the model, unique in a batch, nodes before edges."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from typing import Any

import orjson

from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.facts import Document, Edge, Fact, Node
from medcodegraph.graph.hierarchy import Ends, circles
from medcodegraph.graph.keys import normalise
from medcodegraph.graph.model import EDGES, NODE_PROPERTIES, Kind, Label, Rel

Row = dict[str, Any]
EdgeType = tuple[Rel, Label, Label]

BATCH = 10_000
"""How many facts make a batch; each thousand characters of text count as one more."""

LONGEST_INDEXED = 2_000
"""The most characters of an indexed value: an index takes some 8,000 bytes."""

_NO_LETTER = re.compile("[\ud800-\udfff]")
_UPWARDS = (Rel.CHILD_OF, Rel.IS_A)
_INDEXED = {"name", "code", "system", "status", "number"}
_LONGEST = 1 << 20  # characters in all texts of a fact: no official file comes close


class UnfitFact(MedcodegraphError):
    """A fact that does not fit the model: a bug in the loader that states it."""

    def __init__(self, fact: Fact, reason: str) -> None:
        text = repr(fact)
        super().__init__(f"{reason}: {text if len(text) <= 400 else text[:400] + '...'}")


class _UnfitValue(ValueError):
    """A value that the graph cannot store: the fault of the file, not of its loader."""


@dataclass(slots=True)
class Batch:
    """Rows to write, in this order: documents by key, nodes by label, edges by kind and ends."""

    documents: dict[str, Row] = field(default_factory=dict)
    nodes: dict[Label, dict[tuple[str, str], Row]] = field(default_factory=dict)
    edges: dict[EdgeType, dict[tuple[str, str, str, str], Row]] = field(default_factory=dict)
    size: int = 0

    @property
    def facts(self) -> int:
        """The number of rows."""
        nodes, edges = sum(map(len, self.nodes.values())), sum(map(len, self.edges.values()))
        return len(self.documents) + nodes + edges

    @property
    def changes(self) -> set[str]:
        """The labels and types of edges that it writes."""
        return {str(label) for label in self.nodes} | {str(kind) for kind, _, _ in self.edges}

    @property
    def codes(self) -> set[str]:
        """The keys of the codes that it writes."""
        return {key for key, _ in self.nodes.get(Label.CODE, ())}

    def sealed(self) -> "Batch":
        """The batch with a digest of its properties in each node's row: nothing more is added to it."""
        for rows in self.nodes.values():
            for row in rows.values():
                row["digest"] = _digest(row["properties"])
        return self

    def without(self, edges: Set[tuple[Rel, str, str]]) -> "Batch":
        """The batch without edges of these kinds, starts and ends."""
        kept = {
            kind: {ends: row for ends, row in rows.items() if (kind[0], ends[0], ends[1]) not in edges}
            for kind, rows in self.edges.items()
        }
        return replace(self, edges={kind: rows for kind, rows in kept.items() if rows})


class Batches:
    """The batches of one source's facts; counts what it has passed on.

    `refuse` is called with each fact that is left out, and the reason: an edge whose end the source never
    states as a node, or that leads back to its start; a node or an edge with a value that the graph cannot
    store. An edge that comes before its ends waits for them. Raises UnfitFact for a fact that does not fit
    the model.
    """

    def __init__(
        self, facts: Iterable[Fact], source: str, refuse: Callable[[Fact, str], None], size: int = BATCH
    ) -> None:
        self._facts, self._source, self._refuse, self._size = facts, source, refuse, size
        self._nodes: dict[Label, set[str]] = {label: set() for label in Label}
        self._documents: set[str] = set()
        self._waiting: list[Edge] = []
        self._above = {kind: Ends() for kind in _UPWARDS}

    @property
    def nodes(self) -> int:
        """How many different nodes were passed on."""
        return sum(map(len, self._nodes.values()))

    def circles(self) -> set[tuple[Rel, str, str]]:
        """The kind, start and end of edges passed on that close a cycle in a hierarchy."""
        return {(kind, *ends) for kind, above in self._above.items() for ends in circles(above)}

    def __iter__(self) -> Iterator[Batch]:
        batch = Batch()
        for fact in self._facts:
            self._try(fact, batch)
            if batch.size >= self._size:
                yield batch.sealed()
                batch = Batch()
        for edge in self._waiting:
            missing = " and ".join(
                key for label, key in (edge.start, edge.end) if key not in self._nodes[label]
            )
            if missing:
                self._refuse(edge, f"the source says nothing about {missing}, an end of this edge")
                continue
            self._try(edge, batch)
            if batch.size >= self._size:
                yield batch.sealed()
                batch = Batch()
        if batch.size:
            yield batch.sealed()

    def _try(self, fact: Fact, batch: Batch) -> None:
        try:
            self._add(fact, batch)
        except _UnfitValue as error:
            if isinstance(fact, Document):  # other facts cite it
                raise UnfitFact(fact, str(error)) from error
            self._refuse(fact, str(error))

    def _add(self, fact: Fact, batch: Batch) -> None:
        if isinstance(fact, Edge):
            self._add_edge(fact, batch)
        elif isinstance(fact, Node):
            self._add_node(fact, batch)
        else:
            self._add_document(fact, batch)

    def _add_document(self, document: Document, batch: Batch) -> None:
        if not document.key.startswith(f"{self._source}/"):
            raise UnfitFact(document, f"the key of a document must begin with {self._source}/")
        names = ("title", "publisher", "url", "licence", "published_on")
        given = {name: getattr(document, name) for name in names}
        properties, _ = _properties(document, NODE_PROPERTIES[Label.SOURCE], given)
        self._documents.add(document.key)
        batch.documents[document.key] = {"key": _key(document, document.key), "properties": properties}
        batch.size += 1

    def _add_node(self, node: Node, batch: Batch) -> None:
        if node.label is Label.SOURCE:
            raise UnfitFact(node, "a Source is created by the pipeline and cannot be stated")
        properties, letters = _properties(node, NODE_PROPERTIES[node.label], node.properties)
        source = self._stater(node)
        known = self._nodes[node.label]
        if node.key not in known:
            known.add(_key(node, node.key))
        rows = batch.nodes.setdefault(node.label, {})
        row = rows.get((node.key, source))
        if row is None:
            rows[node.key, source] = {"key": node.key, "source": source, "properties": properties}
        else:
            row["properties"] |= properties
        batch.size += 1 + letters // 1000

    def _add_edge(self, edge: Edge, batch: Batch) -> None:
        kind, (start_label, start), (end_label, end), given, name, cites = edge
        known = EDGES.get(kind)
        if known is None or start_label not in known.starts or end_label not in known.ends:
            raise _unfit_edge(edge)
        if start == end and start_label == end_label:
            self._refuse(edge, "the edge leads back to where it starts")
            return
        if start not in self._nodes[start_label] or end not in self._nodes[end_label]:
            self._waiting.append(edge)
            return
        properties, letters = _properties(edge, known.properties, given) if given else ({}, 0)
        source = self._source if cites is None else self._stater(edge)
        if kind in self._above:
            self._above[kind].add(start, end)
        if cites is not None:  # a sweep finds the edges of a Source from the nodes this Source claims
            claim = {"key": start, "source": source, "properties": {}}
            batch.nodes.setdefault(start_label, {}).setdefault((start, source), claim)
        rows = batch.edges.setdefault((kind, start_label, end_label), {})
        batch.size += 1 + letters // 1000
        rows[start, end, source, name] = {
            "start": start,
            "end": end,
            "source": source,
            "id": name,
            "properties": properties,
        }

    def _stater(self, fact: Node | Edge) -> str:
        """The key of the Source that states a fact: the document it cites, else the source itself."""
        if fact.cites is None:
            return self._source
        if fact.cites not in self._documents:
            raise UnfitFact(fact, f"it cites {fact.cites}, a document that was not stated before it")
        return fact.cites


def _digest(properties: Row) -> int:
    """A number that is the same for the same properties, and never 0."""
    text = orjson.dumps(properties, option=orjson.OPT_SORT_KEYS)
    return int.from_bytes(blake2b(text, digest_size=7).digest()) + 1


def _unfit_edge(edge: Edge) -> UnfitFact:
    if edge.kind not in EDGES:
        return UnfitFact(edge, f"{edge.kind} is created by the graph itself and cannot be stated")
    return UnfitFact(edge, f"{edge.kind} does not lead from {edge.start[0]} to {edge.end[0]}")


def _key(fact: Fact, key: str) -> str:
    """The key; raises unless it is in canonical form, as look-ups need it."""
    prefix, _, rest = key.partition(":")
    if not prefix or not rest or len(key) > LONGEST_INDEXED or _NO_LETTER.search(key):
        raise _UnfitValue(f"{key[:80]!r} is not a key: a key has the form PREFIX:rest and a limited length")
    if normalise(key) != key:
        raise UnfitFact(fact, f"the canonical form of the key {key} is {normalise(key)}")
    return key


def _properties(fact: Fact, kinds: Mapping[str, Kind], given: Mapping[str, Any]) -> tuple[Row, int]:
    """The properties that have a value (not None, empty texts or lists), and their number of characters."""
    kept: Row = {}
    letters = 0
    for name, value in given.items():
        kind = kinds.get(name)
        if kind is None:
            raise UnfitFact(fact, f"graph/model.py has no property {name!r} here")
        if value is None or value == "" or value == []:
            continue
        if not _FITS[kind](value):
            raise UnfitFact(fact, f"the property {name!r} is not a {kind}")
        if kind is Kind.TEXT:
            size = _sound_letters(name, value)
            letters += size
            if size > LONGEST_INDEXED and name in _INDEXED:
                raise _UnfitValue(f"the {name} is longer than {LONGEST_INDEXED:,} characters")
        elif kind is Kind.TEXTS:
            letters += sum([_sound_letters(name, text) for text in value])
        kept[name] = value
    if letters > _LONGEST:
        raise _UnfitValue(f"its texts have more than {_LONGEST:,} characters")
    return kept, letters


_FITS: Mapping[Kind, Callable[[Any], bool]] = {
    Kind.TEXT: lambda value: isinstance(value, str),
    Kind.TEXTS: lambda value: isinstance(value, list) and all(isinstance(text, str) for text in value),
    Kind.FLAG: lambda value: isinstance(value, bool),
    Kind.DATE: lambda value: type(value) is date,  # a datetime is a date, but stored as another type
    Kind.INTEGER: lambda value: type(value) is int,
    Kind.NUMBER: lambda value: type(value) in (int, float),
    Kind.NUMBERS: lambda value: isinstance(value, list) and all(type(one) in (int, float) for one in value),
}


def _sound_letters(name: str, text: str) -> int:
    """How many characters a text has; raises ValueError if UTF-8 cannot encode it."""
    if not text.isascii() and _NO_LETTER.search(text):
        raise _UnfitValue(f"the property {name!r} contains invalid Unicode")
    return len(text)
