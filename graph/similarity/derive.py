"""Derive SIMILAR_TO from the evidence in the graph: read, compare, write what is missing."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import orjson

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.garbage import collecting_seldom
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.similarity.code_columns import CodeColumns
from medcodegraph.graph.similarity.rows import (
    ConditionRow,
    PolicyRow,
    ProcedureRow,
    ReplacementRow,
    StandingRow,
)
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS
from medcodegraph.progress import Progress, silent

if TYPE_CHECKING:
    from medcodegraph.graph.similarity.edges import Group

SOURCE = "SOURCE:derived/similar"
VERSION = "3"
_READ_TIMEOUT = 300.0
_PAGE = 10000
_BATCH = 10000
_INFORMATION = "information_content"
There = dict[str, str]
"""How many pairs a code has in the graph, and their marks: see `_standing`."""


async def derive(graph: Graph, progress: Progress | None = None) -> int:
    """Bring SIMILAR_TO up to date with the evidence in the graph; returns the number of pairs.

    Nothing is read unless a source was loaded or unloaded since the last derivation, and only differences are
    written. An interrupted derivation is repeated; the same evidence always gives the same edges. Without any
    edges there is no Source for them.
    """
    tell = progress or silent
    state = (await graph.read(find("derive_similar_state").text, {"source": SOURCE}))[0]
    sources = state["sources"]
    checksum = sha256(orjson.dumps([VERSION, SIMILAR_WEIGHTS, sources])).hexdigest()
    if sources and state["sha256"] == checksum and state["found"] == state["written"]:
        return int(state["found"])
    with collecting_seldom():
        return await _derive(graph, tell, checksum, there=state["there"])


async def _derive(graph: Graph, tell: Progress, checksum: str, *, there: bool) -> int:
    """Compare all codes; `there` is whether an earlier derivation exists."""
    codes, there_now = await _read_codes(graph, tell)
    wanted = await asyncio.to_thread(_compare, codes, await other_rows(graph), tell)
    del codes  # not needed while pairs are explained and written
    await _inform(graph, wanted.information)
    if not wanted.pairs and not there:
        return 0
    await graph.write(find("derive_similar_begin").text, {"source": SOURCE, "facts": _source(wanted.pairs)})
    await _write(graph, wanted, there_now, tell)
    if wanted.pairs:
        await graph.write(find("derive_similar_finish").text, {"source": SOURCE, "sha256": checksum})
    else:
        await graph.write(find("source_delete").text, {"source": SOURCE})
    return wanted.pairs


class OtherRows(NamedTuple):
    """The evidence other than the codes themselves."""

    replacements: list[ReplacementRow]
    procedures: list[ProcedureRow]
    conditions: list[ConditionRow]
    policies: list[PolicyRow]


def _standing(pairs: int, *marks: str) -> str:
    """How many pairs a code has in the graph, and their marks, stored compactly."""
    return f"{pairs} {' '.join(marks)}"


async def _read_codes(graph: Graph, tell: Progress) -> tuple[CodeColumns, There]:
    """The codes, and the existing pairs. Rows are not kept: they take twice the memory."""
    codes, there = CodeColumns(), There()
    async for row in code_rows(graph, tell):
        codes.add(row)
        if row["loads"]:
            there[row["key"]] = _standing(row["pairs"], *row["loads"])
    return codes, there


async def code_rows(graph: Graph, tell: Progress) -> AsyncIterator[StandingRow]:
    """Every code with its wording and its place in the hierarchy, and the marks of the pairs it has."""
    of = (await graph.read(find("derive_similar_size").text))[0]["codes"]
    query, done, after = find("derive_similar_codes"), 0, ""
    while True:
        given = {"after": after, "limit": _PAGE}
        page = await graph.read_many(query.text, query.columns, given, timeout=_READ_TIMEOUT)
        for row in page:
            yield cast("StandingRow", row)
        done += len(page)
        tell("reading codes", done, max(of, done))
        if len(page) < _PAGE:
            return
        after = page[-1]["key"]


async def other_rows(graph: Graph) -> OtherRows:
    """The evidence other than the codes: replacements, procedures, conditions, policies."""
    queries = [find(f"derive_similar_{kind}") for kind in OtherRows._fields]
    rows = [await graph.read_many(one.text, one.columns, timeout=_READ_TIMEOUT) for one in queries]
    return OtherRows(*cast("list[Any]", rows))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The number of pairs to write, and their groups, made lazily."""

    pairs: int
    groups: "Iterator[Group]"
    information: Mapping[str, float]


def _compare(codes: CodeColumns, others: OtherRows, tell: Progress) -> _Wanted:
    # Imported here: a server that derives nothing need not import NumPy and SciPy.
    from medcodegraph.graph.similarity.edges import groups, kept_pairs
    from medcodegraph.graph.similarity.evidence import evidence
    from medcodegraph.graph.similarity.scores import Similarity

    similarity = Similarity(evidence(codes, *others))
    pairs = kept_pairs(similarity, tell)
    return _Wanted(len(pairs), groups(similarity, pairs), similarity.evidence.information)


async def _inform(graph: Graph, wanted: Mapping[str, float]) -> None:
    """Store each condition's information content with it."""
    query = find("derive_similar_informed")
    there = {row["key"]: row[_INFORMATION] for row in await graph.read_many(query.text, query.columns)}
    rows = [
        {"key": key, _INFORMATION: wanted.get(key)}
        for key in sorted(there.keys() | wanted.keys())
        if there.get(key) != wanted.get(key)
    ]
    for start in range(0, len(rows), _BATCH):
        await graph.write(find("derive_similar_inform").text, {"rows": rows[start : start + _BATCH]})


async def _write(graph: Graph, wanted: _Wanted, there: There, tell: Progress) -> None:
    """Write the groups of pairs that differ from those in the graph, and delete the superfluous ones.

    A code's pairs count as correct if their number is right and all carry the right mark. While one batch is
    written, the next is prepared.
    """
    done = 0
    batches = _batches(wanted.groups, there)
    coming = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
    try:
        while batch := await coming:
            coming = asyncio.ensure_future(asyncio.to_thread(next, batches, None))
            old = [group.key for group in batch.groups if group.key in batch.there]
            if old:
                await graph.write(find("derive_similar_forget").text, {"keys": old})
            rows = [{"key": group.key, "load": group.load, "pairs": group.pairs} for group in batch.groups]
            if rows:
                facts = {"source": SOURCE, "groups": rows}
                await graph.write(find("derive_similar_write").text, facts)
            done += batch.pairs
            tell("writing similar codes", done, wanted.pairs)
    finally:
        await asyncio.gather(coming, return_exceptions=True)
    left = sorted(there)
    for start in range(0, len(left), _PAGE):
        await graph.write(find("derive_similar_forget").text, {"keys": left[start : start + _PAGE]})


@dataclass(frozen=True, slots=True)
class _Batch:
    """Groups to write, which of their codes already have pairs, and how many pairs were examined."""

    groups: "list[Group]"
    there: set[str]
    pairs: int


def _batches(groups: "Iterator[Group]", there: There) -> Iterator[_Batch]:
    """The groups that differ, in batches of about equal size; removes the codes it met from `there`."""
    changed: list[Group] = []
    old: set[str] = set()
    pairs = fresh = 0
    for group in groups:
        pairs += len(group.pairs)
        before = there.pop(group.key, None)
        if before != _standing(len(group.pairs), group.load):
            changed.append(group)
            fresh += len(group.pairs)
            if before is not None:
                old.add(group.key)
        if fresh >= _BATCH or pairs >= 10 * _BATCH:
            yield _Batch(changed, old, pairs)
            changed, old, pairs, fresh = [], set(), 0, 0
    yield _Batch(changed, old, pairs)


def _source(edges: int) -> dict[str, Any]:
    return {
        "name": "derived",
        "title": "Similar codes, derived by medcodegraph",
        "publisher": "medcodegraph",
        "licence": "Apache-2.0",
        "release": VERSION,
        "rank": 0,
        "nodes": 0,
        "edges": edges,
        "retrieved_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
