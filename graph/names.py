"""Names and synonyms that are in the graph: how a loader resolves an abbreviation to a node."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.model import Label
from medcodegraph.graph.queries import find

_PATIENT = 120.0


@dataclass(frozen=True, slots=True)
class _Entry:
    """That a source calls a node by a name; `exact` where it is the name rather than a synonym."""

    part: str
    key: str
    exact: bool


class KnownNames:
    """The names that sources give to nodes of some labels, whatever the case of their letters."""

    def __init__(self, labels: Collection[Label]) -> None:
        self._labels = frozenset(labels)
        self._entries: dict[tuple[str, str], set[_Entry]] = {}
        self._stated: dict[str, list[tuple[tuple[str, str], _Entry]]] = {}
        self._namers: dict[tuple[str, str], set[str]] = {}  # the sources that name a node, by label and key

    @classmethod
    async def read(cls, graph: Graph, labels: Collection[Label]) -> "KnownNames":
        """All names in the graph for nodes of these labels."""
        names = cls(labels)
        if names._labels:
            await names._read(graph, None)
        return names

    async def reread(self, graph: Graph, part: str) -> None:
        """Take in what the source with this key, and its documents, say now."""
        if self._labels:
            for written, entry in self._stated.pop(part, ()):
                self._entries[written].discard(entry)
                self._namers[written[0], entry.key].discard(part)
            await self._read(graph, part)

    async def beside(self, graph: Graph, part: str, systems: Collection[str] = ()) -> "NamesBeside":
        """The names that other sources than the one with this key give, and the codes of some systems."""
        codes = {system: await _codes(graph, system, part) for system in systems}
        return NamesBeside(self, part, codes)

    def has(self, label: Label, key: str, beside: str) -> bool:
        """Whether another source than `beside` names the node with this key."""
        self._check(label)
        return bool(self._namers.get((label, key), set()) - {beside})

    def keys(self, label: Label, name: str, beside: str) -> set[str]:
        """Keys of the nodes that have a name, of those that only have it as a synonym if there is none."""
        self._check(label)
        found = [entry for entry in self._entries.get((label, _folded(name)), ()) if entry.part != beside]
        return {entry.key for entry in found if entry.exact} or {entry.key for entry in found}

    def _check(self, label: Label) -> None:
        if label not in self._labels:
            raise MedcodegraphError(
                f"names of {label} are looked up, but the part does not list it in `needs`"
            )

    async def _read(self, graph: Graph, part: str | None) -> None:
        sources = await graph.read(find("loaded_sources").text)
        parts = {row["source"]: row["part_of"] or row["source"] for row in sources}
        wanted = [source for source, its_part in parts.items() if part in (None, its_part)]
        rows = await graph.read(
            find("claimed_names").text, {"labels": sorted(self._labels), "sources": wanted}, timeout=_PATIENT
        )
        for row in rows:
            if row["name"]:
                self._add(row["label"], row["name"], _Entry(parts[row["source"]], row["key"], True))
            for other in row["others"]:
                self._add(row["label"], other, _Entry(parts[row["source"]], row["key"], False))

    def _add(self, label: str, name: str, entry: _Entry) -> None:
        written = (label, _folded(name))
        self._entries.setdefault(written, set()).add(entry)
        self._stated.setdefault(entry.part, []).append((written, entry))
        self._namers.setdefault((label, entry.key), set()).add(entry.part)


async def _codes(graph: Graph, system: str, beside: str) -> dict[str, bool | None]:
    params = {"system": system, "source": beside}
    rows = await graph.read(find("claimed_codes").text, params, timeout=_PATIENT)
    return {row["code"]: row["billable"] for row in rows}


@dataclass(frozen=True, slots=True)
class NamesBeside:
    """The names a loader sees: those that other sources give.

    Its own are left out so that a load says the same whether or not an earlier one, or half of one, is there.
    """

    known: KnownNames
    part: str
    systems: Mapping[str, Mapping[str, bool | None]]

    def key(self, label: Label, *names: str) -> str | None:
        """The key of the only node with the first of these names that only one node has, or None.

        A name counts before a synonym: one that two nodes share as a synonym is nobody's, unless it is the
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

    def codes(self, system: str) -> Mapping[str, bool | None]:
        """The codes of a system that other sources state, in order; True where one may be billed."""
        if system not in self.systems:
            raise MedcodegraphError(
                f"codes of {system} are looked up, but the part does not list it in `systems`"
            )
        return self.systems[system]


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
