"""Names and synonyms that are in the graph: how a loader resolves an abbreviation to a node."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.model import Label

_PATIENT = 120.0
_NAMES = """\
MATCH (node:%s)-[claim:STATED_BY]->(source:Source) WHERE source.key IN $sources
RETURN node.key AS key, source.key AS source, claim.name AS name,
  coalesce(claim.synonyms, []) + coalesce(claim.terms, []) + coalesce(claim.xrefs, []) AS others"""
_DESCRIBED = """\
MATCH (node:Procedure)-[claim:STATED_BY]->(source:Source) WHERE source.key IN $sources
WITH node, source, [text IN [claim.summary, claim.purpose, claim.description, claim.duration] |
  coalesce(text, '')] AS texts
WHERE any(text IN texts WHERE text <> '')
RETURN node.key AS key, source.key AS source, texts"""
_NAMED = ("key", "source", "name", "others")


class _Entry(NamedTuple):
    """A name that a source gives a node; `exact` if it is the name rather than a synonym.

    `reading` numbers the reading of the source it comes from: entries of earlier ones do not count.
    """

    part: str
    key: str
    exact: bool
    reading: int


class KnownNames:
    """The names that sources give to nodes of some labels, regardless of case."""

    def __init__(self, labels: Collection[Label]) -> None:
        self._labels = frozenset(labels)
        self._entries: dict[str, dict[str, list[_Entry]]] = {label: {} for label in labels}  # by folded name
        self._named: dict[str, dict[str, list[_Entry]]] = {label: {} for label in labels}  # by key
        self._readings: dict[str, int] = {}
        self._described: dict[str, dict[str, tuple[str, ...]]] = {}  # texts of procedures, by key and source

    @classmethod
    async def read(cls, graph: Graph, labels: Collection[Label]) -> "KnownNames":
        """All names in the graph for nodes of these labels."""
        names = cls(labels)
        if names._labels:
            await names._read(graph, None)
        return names

    async def reread(self, graph: Graph, part: str) -> None:
        """Read again what the source with this key, and its documents, state."""
        if self._labels:
            self._readings[part] = self._readings.get(part, 0) + 1
            await self._read(graph, part)

    async def beside(self, graph: Graph, part: str, systems: Collection[str] = ()) -> "NamesBeside":
        """The names that sources other than the one with this key give, and the codes of some systems."""
        codes = {system: await _codes(graph, system, part) for system in systems}
        return NamesBeside(self, part, codes)

    def has(self, label: Label, key: str, beside: str) -> bool:
        """Whether a source other than `beside` names the node with this key."""
        self._check(label)
        return any(self._counts(entry, beside) for entry in self._named[label].get(key, ()))

    def keys(self, label: Label, name: str, beside: str) -> set[str]:
        """Keys of the nodes with this name; if there are none, of those with this synonym."""
        self._check(label)
        entries = self._entries[label].get(_folded(name), ())
        found = [entry for entry in entries if self._counts(entry, beside)]
        return {entry.key for entry in found if entry.exact} or {entry.key for entry in found}

    def described(self, key: str, beside: str) -> Mapping[str, tuple[str, ...]]:
        """What sources other than `beside` say about a procedure, by source: summary, purpose, and so on."""
        self._check(Label.PROCEDURE)
        found = self._described.get(key, {})
        return {part: texts for part, texts in found.items() if part != beside}

    def _counts(self, entry: _Entry, beside: str) -> bool:
        return entry.part != beside and entry.reading == self._readings.get(entry.part, 0)

    def _check(self, label: Label) -> None:
        if label not in self._labels:
            raise MedcodegraphError(
                f"names of {label} are looked up, but the part does not list it in `needs`"
            )

    async def _read(self, graph: Graph, part: str | None) -> None:
        sources = await graph.read(find("loaded_sources").text)
        parts = {row["source"]: row["part_of"] or row["source"] for row in sources}
        wanted = [source for source, its_part in parts.items() if part in (None, its_part)]
        if Label.PROCEDURE in self._labels:
            await self._read_described(graph, part, parts, wanted)
        for label in sorted(self._labels):
            entries, named = self._entries[label], self._named[label]
            given = {"sources": wanted}
            for row in await graph.read_many(_NAMES % label, _NAMED, given, timeout=_PATIENT):
                if row["name"] or row["others"]:
                    of = parts[row["source"]]
                    reading = self._readings.get(of, 0)
                    exact = _Entry(of, row["key"], True, reading)
                    other = _Entry(of, row["key"], False, reading)
                    named.setdefault(row["key"], []).append(exact)
                    if row["name"]:
                        entries.setdefault(_folded(row["name"]), []).append(exact)
                    for name in row["others"]:
                        entries.setdefault(_folded(name), []).append(other)

    async def _read_described(
        self, graph: Graph, part: str | None, parts: Mapping[str, str], wanted: Sequence[str]
    ) -> None:
        if part is not None:
            for said in self._described.values():
                said.pop(part, None)
        columns = ("key", "source", "texts")
        for row in await graph.read_many(_DESCRIBED, columns, {"sources": wanted}, timeout=_PATIENT):
            self._described.setdefault(row["key"], {})[parts[row["source"]]] = tuple(row["texts"])


async def _codes(graph: Graph, system: str, beside: str) -> dict[str, bool | None]:
    params = {"system": system, "source": beside}
    query = find("claimed_codes")
    rows = await graph.read_many(query.text, query.columns, params, timeout=_PATIENT)
    return {row["code"]: row["billable"] for row in rows}


@dataclass(frozen=True, slots=True)
class NamesBeside:
    """The names a loader sees: those that other sources give.

    Its own are left out so that a load gives the same result whether or not an earlier one, or part of one,
    is in the graph.
    """

    known: KnownNames
    part: str
    systems: Mapping[str, Mapping[str, bool | None]]

    def key(self, label: Label, *names: str) -> str | None:
        """The key of the node that the first unambiguous one of these names belongs to, or None.

        A name takes precedence over a synonym: a synonym that two nodes share is ambiguous, unless it is the
        name of one of them.
        """
        for name in names:
            keys = self.known.keys(label, name, self.part)
            if len(keys) == 1:
                return keys.pop()
        return None

    def has(self, label: Label, key: str) -> bool:
        """Whether another source names the node with this key."""
        return self.known.has(label, key, self.part)

    def described(self, key: str) -> Mapping[str, tuple[str, ...]]:
        """What other sources say about a procedure, by source: summary, purpose, description, duration."""
        return self.known.described(key, self.part)

    def codes(self, system: str) -> Mapping[str, bool | None]:
        """The codes of a system that other sources state, in order; True if billable."""
        if system not in self.systems:
            raise MedcodegraphError(
                f"codes of {system} are looked up, but the part does not list it in `systems`"
            )
        return self.systems[system]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
