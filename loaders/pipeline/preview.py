"""What a load would change, determined without writing anything."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from medcodegraph.errors import InputError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.model import Label
from medcodegraph.graph.names.known import KnownNames
from medcodegraph.graph.write.batches import Batch
from medcodegraph.graph.write.editions import Lists, Loaded, loaded_editions, sequences
from medcodegraph.graph.write.fold_preview import Claim, Standing, folded, standing
from medcodegraph.loaders.pipeline.load_part import check_order
from medcodegraph.loaders.pipeline.mark import checksum, codes_followed, mark
from medcodegraph.loaders.pipeline.parts import (
    check_anything,
    check_rejects,
    parts_of,
    read_batches,
    reject_circles,
    sound_parts,
    source_key,
)
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, rank_of

_PAGE = 5_000
_WHOLE = 1 << 40
_EXAMPLES = 3
_PATIENT = 600.0
_DERIVED = {"names", "information_content"}  # properties that no source states, derived after loads
_ORDER = ("added", "changed", "ended", "removed")


@dataclass(slots=True)
class Change:
    """How many nodes or edges of a kind would be added, changed, ended or removed; with sample keys."""

    part: str
    kind: str
    change: str
    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, example: str) -> None:
        """Count one."""
        self.count += 1
        if self.count <= _EXAMPLES:
            self.examples.append(example)


@dataclass(slots=True)
class Preview:
    """What one part would change. `state` is unchanged if its file is already loaded.

    `followers` are the parts that take all codes of a system that would change: they would be loaded again.
    """

    part: str
    state: str
    report: Report
    changes: list[Change] = field(default_factory=list)
    followers: list[str] = field(default_factory=list)


async def preview(
    graph: Graph,
    loader: Loader,
    paths: Sequence[Path],
    options: Options,
    *,
    force: bool = False,
    max_rejects: float = 0.1,
    failed: Callable[[InputError], None] | None = None,
) -> list[Preview]:
    """What `load` would change, each part separately against the current graph.

    Raises InputError as a load does, also if more than the share `max_rejects` of the rows is rejected.
    With `failed`, that is called instead, and the other parts are tried.

    Nodes are compared as shown, after folding all claims; a code that would be retired, as a list lacks it,
    counts as ended. Edges are those of the source itself. Derived facts are not included.
    """
    if failed is None:
        parts = await asyncio.to_thread(parts_of, loader, paths, options)
    else:
        parts = await asyncio.to_thread(sound_parts, loader, paths, options, failed)
    names = await KnownNames.read(graph, {label for part in parts for label in part.needs})
    found = []
    for part in parts:
        beside = await names.beside(graph, source_key(part.name), part.systems)
        try:
            found.append(await _Preview(graph, loader, part, beside, max_rejects).made(options, force))
        except InputError as error:
            if failed is None:
                raise
            failed(error)
    return found


@dataclass(frozen=True, slots=True)
class _Preview:
    graph: Graph
    loader: Loader
    part: Part
    names: Names
    max_rejects: float
    counts: dict[tuple[str, str], Change] = field(default_factory=dict)
    systems: set[str] = field(default_factory=set)  # to which codes would be added, or from which removed

    @property
    def source(self) -> str:
        return source_key(self.part.name)

    async def made(self, options: Options, force: bool) -> Preview:
        report = Report()
        sha256 = await asyncio.to_thread(checksum, self.part.files)
        followed = codes_followed(self.part.follows, self.names)
        load = mark(self.loader, self.part, options, sha256, followed)
        loaded = await self.graph.read(find("source_state").text, {"source": self.source})
        same = loaded and (loaded[0]["state"], loaded[0]["load"]) == ("complete", load)
        if same and not force:
            return Preview(self.part.name, "unchanged", report)
        await check_order(self.graph, self.part, force=force)
        batch = await asyncio.to_thread(self._read, report)
        known = await self._known(self.source)
        await self._nodes(batch, known)
        await self._edges(batch, known)
        changes = sorted(self.counts.values(), key=lambda one: (one.kind, _ORDER.index(one.change)))
        state = "new" if not loaded else "changed"
        return Preview(self.part.name, state, report, changes, await self._followers())

    async def _followers(self) -> list[str]:
        """The other parts that follow a system whose codes change."""
        rows = await self.graph.read(find("following_sources").text) if self.systems else []
        return [
            row["source"].removeprefix("SOURCE:")
            for row in rows
            if row["source"] != self.source and self.systems.intersection(row["systems"])
        ]

    def _read(self, report: Report) -> Batch:
        """All facts of the part as one batch."""
        batches = read_batches(self.part, self.names, report, _WHOLE)
        batch = next(iter(batches), Batch())
        back = reject_circles(self.part, batches, report)
        check_anything(self.part, report, batches.nodes)
        check_rejects(self.part, report, self.max_rejects)
        return batch.without(back)

    async def _known(self, source: str) -> dict[str, Label]:
        """The nodes that a source states now."""
        known: dict[str, Label] = {}
        after = ""
        while rows := await self._rows("claims_of_source", source, after=after, page=_PAGE):
            known |= {row["key"]: Label(row["label"]) for row in rows}
            after = rows[-1]["key"]
        return known

    async def _rows(self, query: str, source: str, **values: Any) -> list[dict[str, Any]]:
        return await self.graph.read(find(query).text, {"source": source, **values}, timeout=_PATIENT)

    async def _nodes(self, batch: Batch, known: Mapping[str, Label]) -> None:
        """Compare every node that the source states, stated before, or affects as its list lacks it."""
        loaded = [one for one in await loaded_editions(self.graph) if one.state == "complete"]
        lists = self._lists(loaded)
        said: dict[Label, dict[str, list[Claim]]] = {}
        for label, rows in batch.nodes.items():
            for (key, source), row in rows.items():
                claim = self._claim(source, row["properties"])
                said.setdefault(label, {}).setdefault(key, []).append(claim)
        keys = {label: dict.fromkeys(claims) for label, claims in said.items()}
        for key, label in known.items():
            keys.setdefault(label, {})[key] = None
        for other in self._beside(lists):
            for key, label in (await self._known(other)).items():
                keys.setdefault(label, {})[key] = None
        for label, wanted in keys.items():
            for some in _slices(list(wanted)):
                there = await standing(self.graph, label, some)
                for key in some:
                    self._compare(label, key, there.get(key), said.get(label, {}).get(key, []), lists)

    def _beside(self, lists: Lists) -> set[str]:
        """The other editions that list what this one lists: it may begin or end codes in them."""
        groups = [{one.source for moment in moments for one in moment} for _, moments in lists]
        return {source for group in groups if self.source in group for source in group} - {self.source}

    def _compare(
        self,
        label: Label,
        key: str,
        now: Standing | None,
        said: Sequence[Claim],
        lists: Lists,
    ) -> None:
        """Count the change of a node."""
        others = [claim for claim in now.claims if not self._own(claim)] if now else []
        claims = [*others, *said]
        if not claims:
            self._count(label, "removed", key)
            return
        then = folded(key, claims, lists if label is Label.CODE else ())
        if now is None:
            self._count(label, "added", key)
        elif then != {name: said for name, said in now.properties.items() if name not in _DERIVED}:
            ends = then.get("status") == "retired" and now.properties.get("status") != "retired"
            self._count(label, "ended" if ends else "changed", key)

    def _own(self, claim: Claim) -> bool:
        return self.source in (claim.source, claim.part_of)

    def _claim(self, source: str, said: Mapping[str, Any]) -> Claim:
        if source != self.source or self.part.edition is None:
            return Claim(source, rank_of(self.loader, self.part), said)
        return Claim(
            source, rank_of(self.loader, self.part), said, self.part.edition.begins, self.part.edition.series
        )

    def _lists(self, loaded: Sequence[Loaded]) -> Lists:
        """The sequences of lists once this part is loaded, if there are several lists."""
        beside = [one for one in loaded if one.source != self.source]
        if edition := self.part.edition:
            beside.append(Loaded(self.source, edition.series, edition.begins, edition.lists, "complete", ""))
        every = dict.fromkeys(name for one in beside for name in one.lists)
        return [(names, moments) for names, moments in sequences(beside, every) if len(moments) > 1]

    async def _edges(self, batch: Batch, known: Mapping[str, Label]) -> None:
        """Compare the source's edges in the graph with those of the part."""
        new = {
            (str(kind), *ends): row["properties"]
            for (kind, _, _), rows in batch.edges.items()
            for ends, row in rows.items()
        }
        for some in _slices(list(known)):
            for row in await self._rows("edges_of_source", self.source, keys=some):
                place = (row["kind"], row["start"], row["end"], row["source"], row["id"])
                hidden = ("load", "source", "id", "kind")
                stated = {name: value for name, value in row["properties"].items() if name not in hidden}
                told = new.pop(place, None)
                if told != stated:
                    change = "removed" if told is None else "changed"
                    self._count(place[0], change, f"{place[1]} → {place[2]}")
        for kind, start, end, _, _ in new:
            self._count(kind, "added", f"{start} → {end}")

    def _count(self, kind: str, change: str, example: str) -> None:
        counted = self.counts.setdefault((kind, change), Change(self.part.name, str(kind), change))
        counted.add(example)
        if kind == Label.CODE and change in ("added", "removed"):
            self.systems.add(example.partition(":")[0])


def _slices(keys: Sequence[str]) -> Iterator[list[str]]:
    for at in range(0, len(keys), _PAGE):
        yield list(keys[at : at + _PAGE])
