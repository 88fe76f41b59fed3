"""Loads one part: reads and checks all of it, then writes it."""

import asyncio
import time
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from medcodegraph.errors import InputError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.write import source
from medcodegraph.graph.write.batches import BATCH
from medcodegraph.graph.write.editions import Edition, undated_other
from medcodegraph.graph.write.first_load import FirstLoad
from medcodegraph.loaders.pipeline.mark import checksum, codes_followed, mark
from medcodegraph.loaders.pipeline.parts import check_anything, check_rejects, file_of, source_key, stats_of
from medcodegraph.loaders.pipeline.read_part import Read
from medcodegraph.loaders.pipeline.rejects_file import write_rejects
from medcodegraph.loaders.pipeline.spool import Prepared
from medcodegraph.loaders.pipeline.worker import Reader
from medcodegraph.loaders.release_name import is_earlier
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.source import Loader, Names, Options, Part, rank_of
from medcodegraph.prefetch import ahead
from medcodegraph.progress import Progress


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of loading one part.

    `state` is loaded, unchanged, or `out of date` for a part that should have been loaded again and could not
    be: a notice says why. `rejected` counts the rows left out, `nodes` and `edges` what the part states,
    `swept` the edges and claims that it no longer states.
    """

    part: str
    state: str
    rejected: int
    nodes: int
    edges: int
    swept: int
    report: Report
    seconds: float


@dataclass(frozen=True, slots=True)
class Manner:
    """How parts are loaded.

    A part whose files, options and loader are those of its last complete load is left unchanged, unless
    `force`. A part with more than the share `max_rejects` of its rows rejected is not loaded. Rejected rows
    are listed in the folder `rejects`. `batch` is how many facts are sent to Neo4j at a time. `hide_licensed`
    is whether a part with licensed texts is hidden; None keeps the current setting of such parts. The folder
    `places` remembers where the files of parts that follow code systems are, to load them again.
    """

    force: bool = False
    max_rejects: float = 0.1
    rejects: Path | None = None
    batch: int = BATCH
    hide_licensed: bool | None = None
    places: Path | None = None


USUAL = Manner()


@dataclass(frozen=True, slots=True)
class Ready:
    """A part that was read and is to be written: the mark of the load, the checksum of its files, and the
    fingerprint of the codes that it follows.
    """

    prepared: Prepared
    read: Read
    load: str
    sha256: str
    followed: str | None


async def check_order(graph: Graph, part: Part, *, force: bool) -> None:
    """Raise InputError for a release older than the one it would replace, and if it is unknown which of two
    editions is newer. With `force` an older one may replace a newer one.
    """
    edition, release = part.edition, part.provenance.release
    if edition is not None:
        await _check_edition(graph, part, edition)
    elif release is not None and not force:
        there = await source.source_state(graph, source_key(part.name))
        if there and there.release is not None and is_earlier(release, there.release):
            reason = f"this is release {release}, but the newer {there.release} is loaded"
            raise InputError(f"{reason}: use --force to go back to the older one", file_of(part))


async def _check_edition(graph: Graph, part: Part, edition: Edition) -> None:
    if (other := await undated_other(graph, edition)) is None:
        return
    name = other.removeprefix("SOURCE:")
    if edition.begins is None:
        advice = f"its release is unknown, and {name} is loaded: specify it with --option release=2026"
    else:
        advice = f"the release of {name}, which is loaded, is unknown: unload it first"
    raise InputError(f"{advice} (editions are kept in chronological order)", file_of(part))


class PartRun:
    """The load of one part: `read` it, then `write` it."""

    def __init__(self, graph: Graph, loader: Loader, part: Part, options: Options, manner: Manner) -> None:
        self.graph, self.loader, self.part = graph, loader, part
        self.options, self.manner = options, manner
        self.source = source_key(part.name)
        self.label = part.name
        """How progress calls it."""
        self.awaited = False
        """Whether someone waits for it to be read, and wants to know how far it is."""

    async def read(self, reader: Reader, names: Names, progress: Progress) -> Ready | Outcome:
        """Read and check everything; if it is already loaded, return its outcome.

        `names` are those that other sources give. The caller closes `prepared` of the result.
        """
        began, stamp = time.monotonic(), self._stamp()
        sha256 = await asyncio.to_thread(checksum, self.part.files)
        followed = codes_followed(self.part.follows, names)
        load = mark(self.loader, self.part, self.options, sha256, followed)
        before = await source.source_state(self.graph, self.source)
        if before and before.state == "complete" and before.load == load and not self.manner.force:
            rejected, nodes, edges = before.rows_rejected, before.nodes, before.edges
            report, seconds = Report(rows=before.rows_read), time.monotonic() - began
            return Outcome(self.part.name, "unchanged", rejected, nodes, edges, 0, report, seconds)
        prepared = Prepared()
        try:
            read = await self._prepare(prepared, reader, names, progress)
            if self._stamp() != stamp:
                raise InputError(
                    "the file changed while it was being read: load it again", file_of(self.part)
                )
        except BaseException:
            prepared.close()
            raise
        return Ready(prepared, read, load, sha256, followed)

    async def write(self, ready: Ready, began: float, progress: Progress) -> Outcome:
        """Write what was read, if it passes the checks; `began` is when the wait for this part began."""
        await check_order(self.graph, self.part, force=self.manner.force)
        report = ready.read.report
        self._judge(report)
        load = ready.load
        first = await source.begin(self.graph, self.source, load, self._facts_of_source(ready))
        edges = await self._write(ready.prepared, load, first, progress)
        swept = 0 if first else await source.sweep(self.graph, self.source, load)
        rejected, nodes = len(report.rejects), ready.read.nodes
        counts = {"rows_read": report.rows, "rows_rejected": rejected, "nodes": nodes, "edges": edges}
        await source.finish(self.graph, self.source, counts)
        seconds = time.monotonic() - began
        return Outcome(self.part.name, "loaded", rejected, nodes, edges, swept, report, seconds)

    async def _prepare(self, prepared: Prepared, reader: Reader, names: Names, progress: Progress) -> Read:
        """Add all batches to the spool."""
        async with aclosing(reader.read(self.part, names, self.manner.batch)) as steps:
            async for step in steps:
                if isinstance(step, Read):
                    check_anything(self.part, step.report, step.nodes)
                    prepared.leave_out(step.left_out)
                    return step
                prepared.add(step.batch, step.facts)
                if self.awaited:
                    progress(f"{self.label}: reading", step.rows, self.part.size)
        raise AssertionError("what was read comes last")

    def _judge(self, report: Report) -> None:
        """Raise InputError if too many rows were rejected."""
        rejects, max_rejects = self.manner.rejects, self.manner.max_rejects
        listed = write_rejects(rejects, self.part.name, report.rejects) if rejects else None
        check_rejects(self.part, report, max_rejects, listed)

    async def _write(self, prepared: Prepared, load: str, first: str | None, progress: Progress) -> int:
        """Write everything; returns the number of edges. `first` is the load's name if its source is new."""
        create = FirstLoad(self.graph, self.source, first, load) if first else None
        document = {"name": self.loader.name, "rank": rank_of(self.loader, self.part), "part_of": self.source}
        edges = written = 0
        async with aclosing(ahead(iter(prepared))) as batches:
            async for batch in batches:
                if create is not None:
                    edges += await create.write_batch(batch, document)
                else:
                    edges += await source.write_batch(self.graph, batch, load, document)
                written += batch.facts
                progress(self.label, written, prepared.facts)
        return edges

    def _stamp(self) -> list[tuple[int, int]]:
        return [(one.st_size, one.st_mtime_ns) for one in stats_of(self.part)]

    def _facts_of_source(self, ready: Ready) -> dict[str, Any]:
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
            "sha256": ready.sha256,
            "rank": rank_of(self.loader, self.part),
            "licensed": self.part.licensed or None,
            "hidden": self.manner.hide_licensed if self.part.licensed else None,
        }
        if edition := self.part.edition:
            facts |= {"series": edition.series, "begins": edition.begins, "lists": list(edition.lists)}
        if ready.followed:
            facts |= {"follows": list(self.part.follows), "followed": ready.followed}
        return {name: _sound(value) for name, value in facts.items() if value not in (None, "", [])}


def _sound(value: Any) -> Any:
    """A text that UTF-8 can encode: a file's name may not be one."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
