"""The one pipeline: from a loader's facts to the graph, and what is loaded out of it again.

Each part is read whole and checked before anything is written: a wrong file, or one with too many rejected
rows, changes nothing. While facts are written the part's Source is `loading`; then what it no longer says is
swept, and the Source is `complete`. Whatever is cut short, loading the part again gives the graph of a load
in peace.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Sequence
from contextlib import aclosing, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from medcodegraph.errors import InputError, MedcodegraphError, NotFoundError
from medcodegraph.graph import write
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.editions import undated_beside
from medcodegraph.graph.names import KnownNames
from medcodegraph.graph.parameters import suggestion
from medcodegraph.graph.queries import find
from medcodegraph.graph.write_batches import BATCH, Batch, UnfitFact
from medcodegraph.graph.write_first import FirstLoad
from medcodegraph.loaders.mark import checksum, mark
from medcodegraph.loaders.prepared import Prepared
from medcodegraph.loaders.reading import file_of, parts_of, read_batches, reject_circles, source_key
from medcodegraph.loaders.rejects import write_rejects
from medcodegraph.loaders.source import Loader, Names, Options, Part, Report

Progress = Callable[[str, int, int | None], None]
"""Called with what is going on, how many rows are done, and how many there are where that is known."""

Failed = Callable[[MedcodegraphError], None]
"""Called with what is wrong with one of many files, so that the others are loaded."""

Derive = Callable[[Graph], Awaitable[object]]
"""Brings up to date what is derived from loaded facts; cheap where it is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a load of one part did. `state` is loaded or unchanged; `rejected` counts the rows that were left
    out, `nodes` and `edges` what the part states, `swept` what it no longer states: edges, and claims about
    nodes.
    """

    part: str
    state: str
    rejected: int
    nodes: int
    edges: int
    swept: int
    report: Report
    seconds: float


async def load(
    graph: Graph,
    loader: Loader,
    paths: Sequence[Path],
    options: Options,
    *,
    force: bool = False,
    max_rejects: float = 0.1,
    rejects: Path | None = None,
    batch: int = BATCH,
    progress: Progress | None = None,
    derive: Derive | None = None,
    hide_licensed: bool | None = None,
    failed: Failed | None = None,
) -> list[Outcome]:
    """Load files, or the loader's default files where no path is given, and derive.

    A part whose files, options and loader are those of its last complete load is left as it is, unless
    `force`. Rejected rows are listed in the folder `rejects`. Raises InputError for a file that is missing or
    wrong, or has more than the share `max_rejects` of its rows rejected: then the graph is as it was before.
    `batch` is how many facts go to Neo4j at a time. `hide_licensed` says whether a part of licensed texts is
    hidden; None leaves it as it is with those that are there. With `failed` a part that is wrong does not
    stop the others: it is told what was wrong instead.
    """
    parts = await asyncio.to_thread(parts_of, loader, paths, options)
    await write.apply_schema(graph)
    names = await KnownNames.read(graph, {label for part in parts for label in part.needs})
    outcomes = []
    for part in parts:
        beside = await names.beside(graph, source_key(part.name), part.systems)
        run = _PartRun(graph, loader, part, beside, batch, progress or _silent, hide_licensed)
        try:
            outcome = await run.load(options, force, max_rejects, rejects)
        except InputError as error:
            if failed is None:
                raise
            failed(error)
            continue
        outcomes.append(outcome)
        if outcome.state == "loaded":
            await names.reread(graph, run.source)
    if derive is not None:
        await derive(graph)
    return outcomes


async def unload(graph: Graph, name: str, *, derive: Derive | None = None) -> int:
    """Remove a part, a series or all parts of a loader, by name, and derive; how many edges and claims went.

    What other sources say stays as it is. Raises NotFoundError where nothing of that name is loaded.
    """
    loaded = [row for row in await graph.read(find("loaded_sources").text) if row["part_of"] is None]
    names = {
        row["source"]: (row["name"], row["series"], row["source"].removeprefix("SOURCE:")) for row in loaded
    }
    wanted = [source for source, called in names.items() if name in called]
    if not wanted:
        known = {each for called in names.values() for each in called if each}
        raise NotFoundError(f"no source {name!r} is loaded{suggestion(name, known)}")
    removed = sum([await write.remove(graph, source) for source in wanted])
    if derive is not None:
        await derive(graph)
    return removed


async def sources(graph: Graph) -> list[dict[str, Any]]:
    """Every Source in the graph, in the columns of the library query `sources`."""
    return await graph.read(find("sources").text)


@dataclass(frozen=True, slots=True)
class _PartRun:
    """One part on its way into the graph."""

    graph: Graph
    loader: Loader
    part: Part
    names: Names
    batch: int
    progress: Progress
    hide_licensed: bool | None

    @property
    def source(self) -> str:
        return source_key(self.part.name)

    async def load(self, options: Options, force: bool, max_rejects: float, rejects: Path | None) -> Outcome:
        began = time.monotonic()
        stamp = self._stamp()
        sha256 = await asyncio.to_thread(checksum, self.part.files)
        load = mark(self.loader, self.part, options, sha256)
        before = await write.source_state(self.graph, self.source)
        if before and before.state == "complete" and before.load == load and not force:
            rejected, nodes, edges = before.rows_rejected, before.nodes, before.edges
            report, seconds = Report(rows=before.rows_read), time.monotonic() - began
            return Outcome(self.part.name, "unchanged", rejected, nodes, edges, 0, report, seconds)
        await self._check_order()
        report = Report()
        with closing(Prepared()) as prepared:
            nodes = await self._prepare(prepared, report)
            if self._stamp() != stamp:
                raise InputError("the file has changed while it was read: load it again", file_of(self.part))
            self._judge(report, max_rejects, rejects)
            first = await write.begin(self.graph, self.source, load, self._facts_of_source(sha256))
            edges = await self._write(prepared, load, first)
        swept = 0 if first else await write.sweep(self.graph, self.source, load)
        rejected = len(report.rejects)
        counts = {"rows_read": report.rows, "rows_rejected": rejected, "nodes": nodes, "edges": edges}
        await write.finish(self.graph, self.source, counts)
        seconds = time.monotonic() - began
        return Outcome(self.part.name, "loaded", rejected, nodes, edges, swept, report, seconds)

    async def _check_order(self) -> None:
        """Raise InputError where nobody can tell which of two editions is the newer one."""
        edition = self.part.edition
        if edition is None or (other := await undated_beside(self.graph, edition)) is None:
            return
        name = other.removeprefix("SOURCE:")
        if edition.begins is None:
            advice = f"its release is not known, and {name} is loaded: say which with --option release=2026"
        else:
            advice = f"the release of {name}, which is loaded, is not known: unload it first"
        raise InputError(f"{advice} (editions are kept in the order of time)", file_of(self.part))

    async def _prepare(self, prepared: Prepared, report: Report) -> int:
        """Read everything, write nothing; the number of nodes."""
        batches = read_batches(self.part, self.names, report, self.batch)
        try:
            async with aclosing(_ahead(iter(batches))) as read:
                async for batch in read:
                    prepared.add(batch)
                    self.progress(f"{self.part.name}: reading", report.rows, self.part.size)
        except UnfitFact as error:
            raise MedcodegraphError(f"a mistake in the loader {self.loader.name}: {error}") from error
        if not batches.nodes and not report.rejects:
            raise InputError(f"nothing that {self.loader.name} reads is in it", file_of(self.part))
        prepared.leave_out(reject_circles(self.part, batches, report))
        return batches.nodes

    def _judge(self, report: Report, max_rejects: float, rejects: Path | None) -> None:
        """Raise InputError where too many rows were rejected."""
        listed = write_rejects(rejects, self.part.name, report.rejects) if rejects else None
        if len(report.rejects) > max_rejects * report.rows:
            first = report.rejects[0]
            raise InputError(
                f"{len(report.rejects)} of {report.rows} rows were rejected, more than {max_rejects:.0%}, so"
                f" nothing was loaded; the first: {first.file}:{first.line}: {first.reason}"
                + (f"; all are in {listed}" if listed else ""),
                file_of(self.part),
            )

    async def _write(self, prepared: Prepared, load: str, first: str | None) -> int:
        """Write everything; the number of edges. `first` names the load if it is the first of its source."""
        create = FirstLoad(self.graph, self.source, first, load) if first else None
        document = {"name": self.loader.name, "rank": self.loader.rank, "part_of": self.source}
        edges = written = 0
        async with aclosing(_ahead(iter(prepared))) as batches:
            async for batch in batches:
                if create is not None:
                    edges += await create.write_batch(batch, document)
                else:
                    edges += await write.write_batch(self.graph, batch, load, document)
                written += batch.facts
                self.progress(self.part.name, written, prepared.facts)
        return edges

    def _stamp(self) -> list[tuple[int, int]]:
        try:
            found = [file.stat() for file in self.part.files]
        except OSError as error:
            raise InputError(f"cannot be read: {error.strerror}", error.filename) from error
        return [(one.st_size, one.st_mtime_ns) for one in found]

    def _facts_of_source(self, sha256: str) -> dict[str, Any]:
        provenance = self.part.provenance
        facts: dict[str, Any] = {
            "name": self.loader.name,
            "title": provenance.title,
            "publisher": provenance.publisher,
            "url": provenance.url,
            "licence": provenance.licence,
            "release": provenance.release,
            "retrieved_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "file": ", ".join(file.name for file in self.part.files),
            "sha256": sha256,
            "rank": self.loader.rank,
            "licensed": self.part.licensed or None,
            "hidden": self.hide_licensed if self.part.licensed else None,
        }
        if edition := self.part.edition:
            facts |= {"series": edition.series, "begins": edition.begins, "lists": list(edition.lists)}
        return {name: value for name, value in facts.items() if value not in (None, "", [])}


async def _ahead(batches: Iterator[Batch]) -> AsyncGenerator[Batch, None]:
    """The batches, each prepared in a thread while the one before it is at work."""
    coming = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
    try:
        while (batch := await coming) is not None:
            coming = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
            yield batch
    finally:
        await asyncio.gather(coming, return_exceptions=True)


def _silent(label: str, done: int, of: int | None, /) -> None:
    """Tell nobody."""
