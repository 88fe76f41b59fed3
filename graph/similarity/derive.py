"""Derive SIMILAR_TO from the evidence in the graph: read it, compare, write what is not there yet.

After a small load only what it changed is read and compared, where the last derivation left a snapshot: see
decisions/0059. The edges are those of a full derivation.
"""

import asyncio
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

import orjson

from medcodegraph.garbage import collecting_seldom, give_back
from medcodegraph.graph.changes import SIMILAR as SOURCE
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.similarity.reading import State, all_code_rows, other_rows, read_state
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS
from medcodegraph.graph.similarity.writing import (
    AT_ONCE,
    Difference,
    inform,
    standing,
    write_all,
    write_changed,
)
from medcodegraph.progress import Progress, silent

if TYPE_CHECKING:
    from medcodegraph.graph.similarity.edges import Group
    from medcodegraph.graph.similarity.increment.compare import Comparison
    from medcodegraph.graph.similarity.increment.look import News
    from medcodegraph.graph.similarity.increment.snapshot import Snapshot

VERSION = "10"

# What needs NumPy and SciPy is imported where it is used: a server that derives nothing does without them.


class Seen(NamedTuple):
    """What was found to differ from the last derivation, and the state of the graph at that time."""

    state: State
    news: "News"


async def derive(
    graph: Graph,
    progress: Progress | None = None,
    folder: Path | None = None,
    *,
    full: bool = False,
    seen: Seen | None = None,
) -> int:
    """Bring SIMILAR_TO up to date with the evidence in the graph; returns the number of pairs.

    Nothing is read unless a source was loaded or unloaded since the last derivation, and only differences are
    written. An interrupted derivation is repeated; the same evidence always gives the same edges. Without any
    edges there is no Source for them. A snapshot is kept in `folder`, and used unless `full`; `seen` spares
    looking for what changed, if nothing was noted since.
    """
    tell = progress or silent
    state = await read_state(graph, SOURCE)
    checksum = _checksum(state)
    if not full and _is_current(state):
        return state.found
    from medcodegraph.graph.similarity.increment.look import look
    from medcodegraph.graph.similarity.increment.snapshot import Snapshot

    snapshot = Snapshot(folder) if folder else None
    with collecting_seldom():
        work = _Derivation(graph, tell, state, checksum, snapshot)
        if snapshot and not full and state.rules == rules():
            still = seen is not None and (seen.state.changed, seen.state.changed_codes) == (
                state.changed,
                state.changed_codes,
            )
            news = seen.news if seen and still else await look(graph, snapshot, state)
            if news and (pairs := await work.what_is_new(news)) is not None:
                return pairs
        return await work.all()


async def is_current(graph: Graph) -> bool:
    """Whether nothing was loaded or unloaded since the last derivation, which ended."""
    return _is_current(await read_state(graph, SOURCE))


def _is_current(state: State) -> bool:
    return bool(state.sources) and state.sha256 == _checksum(state) and state.found == state.written


async def changed(graph: Graph, folder: Path) -> Seen | None:
    """What differs from the last derivation; None if that is not known, or nothing was loaded since.

    It is not known if the last one followed other rules, as an older version of this software does.
    """
    state = await read_state(graph, SOURCE)
    if state.token is None or state.rules != rules() or state.sha256 == _checksum(state):
        return None
    from medcodegraph.graph.similarity.increment.look import look
    from medcodegraph.graph.similarity.increment.snapshot import Snapshot

    news = await look(graph, Snapshot(folder), state)
    return Seen(state, news) if news is not None else None


class _Derivation:
    def __init__(
        self, graph: Graph, tell: Progress, state: State, checksum: str, snapshot: "Snapshot | None"
    ) -> None:
        self._graph, self._tell, self._state, self._checksum = graph, tell, state, checksum
        self._snapshot = snapshot

    async def all(self) -> int:
        """Read and compare everything."""
        from medcodegraph.graph.similarity.evidence import Others
        from medcodegraph.graph.similarity.increment.compare import all_of
        from medcodegraph.graph.similarity.wording.columns import CodeColumns

        others = Others(*await other_rows(self._graph))  # first: it stays when the columns have gone
        codes, there = CodeColumns(), dict[str, str]()
        if self._snapshot:
            self._snapshot.open()
        rows = self._snapshot.kept_rows() if self._snapshot else None
        async for row in all_code_rows(self._graph, self._state.codes, self._tell):
            codes.add(row)
            if rows:
                rows.add(row)
            if row["loads"]:
                there[row["key"]] = standing(list(row["loads"]))
        if rows:
            rows.close()
        give_back(len(codes.keys))
        comparison = await asyncio.to_thread(all_of, codes, others, self._snapshot, self._tell)
        give_back(len(codes.keys))
        await inform(self._graph, comparison.similarity.evidence.information)
        pairs = len(comparison.update.pairs)
        if not pairs and not self._state.there:
            return 0
        marks = array("q")
        groups = _marked(comparison, marks)
        await self._begin(pairs)
        await write_all(self._graph, SOURCE, groups, there, (self._tell, pairs))
        await self._finish(comparison, marks)
        return pairs

    async def what_is_new(self, news: "News") -> int | None:
        """Compare only what differs; None if edges are missing, so that everything has to be compared."""
        from medcodegraph.graph.similarity.increment.compare import what_is_new

        assert self._snapshot is not None
        comparison = await asyncio.to_thread(what_is_new, self._snapshot, news)
        update = comparison.update
        if self._state.found != comparison.found or not len(update.pairs):
            return None
        marks = array("q")
        if comparison.of_conditions:
            await inform(self._graph, comparison.similarity.evidence.information)
        await self._begin(len(update.pairs))
        await write_changed(self._graph, SOURCE, _differences(comparison, marks))
        await self._finish(comparison, marks)
        self._tell("writing similar codes", len(update.pairs), len(update.pairs))
        return len(update.pairs)

    async def _begin(self, pairs: int) -> None:
        if self._snapshot:
            self._snapshot.open()
        await self._graph.write(
            find("derive_similar_begin").text, {"source": SOURCE, "facts": _source(pairs)}
        )

    async def _finish(self, comparison: "Comparison", marks: "array[int]") -> None:
        if not len(comparison.update.pairs):
            await self._graph.write(find("source_delete").text, {"source": SOURCE})
            return
        token = None
        if self._snapshot:
            token = uuid4().hex
            await asyncio.to_thread(comparison.store, self._snapshot, marks)
            self._snapshot.close(token)
        state = self._state
        seen = {"changed": len(state.changed), "changed_codes": len(state.changed_codes)}
        if state.loading:  # what it notes may still be to come
            seen = dict.fromkeys(seen, 0)
        values = {"source": SOURCE, "sha256": self._checksum, "token": token, "seen": seen}
        await self._graph.write(find("derive_similar_finish").text, values)


def rules() -> str:
    """What the pairs depend on besides the sources: the version of these rules, and the weights."""
    return f"{VERSION}-{sha256(orjson.dumps(SIMILAR_WEIGHTS)).hexdigest()[:8]}"


def _checksum(state: State) -> str:
    return sha256(orjson.dumps([rules(), state.sources])).hexdigest()


def _marked(comparison: "Comparison", marks: "array[int]") -> "Iterator[Group]":
    """The groups of the pairs that are asked; their marks are added to `marks`, in the same order."""
    from medcodegraph.graph.similarity.edges import groups

    for group in groups(comparison.similarity, comparison.update.to_ask()):
        for pair in group.pairs:
            marks.append(int(pair["load"], 16))
        yield group


def _differences(comparison: "Comparison", marks: "array[int]") -> "Iterator[Difference]":
    """The pairs that are not there as they should be, some at a time; the marks of all go into `marks`."""
    from medcodegraph.graph.similarity.edges import Group

    update, codes = comparison.update, comparison.similarity.evidence.codes
    dropped: list[int] = update.gone.tolist()
    found: list[Group] = []
    count = 0

    def difference() -> Difference:
        ends = [(codes[number // len(codes)], codes[number % len(codes)]) for number in dropped]
        return Difference(found, ends)

    stood = iter(zip(update.to_ask().tolist(), update.marks[update.asked].tolist(), strict=True))
    for group in _marked(comparison, marks):
        pairs = []
        fresh = marks[-len(group.pairs) :]
        for pair, mark, (number, before) in zip(group.pairs, fresh, stood, strict=False):
            if before == mark:
                continue
            if before:
                dropped.append(number)
            pairs.append(pair)
        if pairs:
            found.append(Group(group.key, pairs))
            count += len(pairs)
        if count >= AT_ONCE:
            yield difference()
            dropped, found, count = [], [], 0
    yield difference()


def _source(edges: int) -> dict[str, Any]:
    return {
        "name": "derived",
        "title": "Similar codes, derived by medcodegraph",
        "publisher": "medcodegraph",
        "licence": "Apache-2.0",
        "release": rules(),
        "rank": 0,
        "nodes": 0,
        "edges": edges,
        "retrieved_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
