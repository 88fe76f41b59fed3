"""Derive what the sources imply about conditions: filled-in codes, reviews, and contradicted edges."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

import orjson

from medcodegraph.graph import changes
from medcodegraph.graph.conditions.contradictions import Contradiction, Evidence, Placed, contradicted
from medcodegraph.graph.conditions.fill_in import Category, CodeText, Link, Stated, coded_by, filled_in
from medcodegraph.graph.conditions.names import ConditionText
from medcodegraph.graph.conditions.reviewed import Review, reviewed, table
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.model import Rel
from medcodegraph.progress import Progress

SOURCE = "SOURCE:derived/conditions"
VERSION = "5"
SYSTEM = "ICD10CM"

_PATIENT = 300.0
_BATCH = 5_000


class _Read(NamedTuple):
    """What the graph holds now."""

    codes: list[CodeText]
    conditions: list[ConditionText]
    stated: Stated
    placed: list[Placed]
    marked: dict[tuple[str, str], str]  # contradicted edges, with the reason
    links: list[Link]
    overruled: dict[tuple[str, str], tuple[str, str]]  # match and reason of what a review has changed
    categories: list[Category]


async def derive(graph: Graph, progress: Progress | None = None, *, same: bool = False) -> int:
    """Bring the derived edges of conditions up to date with the sources; returns how many there are.

    Nothing is read unless a source was loaded or unloaded since the last time, and only differences are
    written: the same sources always give the same edges. `same` says that what was loaded since does not
    concern conditions.
    """
    state, checksum = await _state(graph)
    if _is_current(state, checksum):
        return int(state["found"])
    if same and state["rules"] == rules() and state["found"] == state["written"]:
        await _finish(graph, state["found"], checksum)
        return int(state["found"])
    if progress is not None:
        progress("codes of conditions", 0, 1)
    read = await _read(graph)
    filled = filled_in(read.codes, read.conditions, read.stated, read.categories, _parents(read.placed))
    edges = contradicted(read.placed, _evidence(read, filled))
    links, overruled = reviewed(filled, read.codes, read.conditions, read.stated, table())
    await _write_links(graph, read.links, links)
    await _write_reviews(graph, read.overruled, overruled)
    await _write_contradictions(graph, read.marked, edges)
    written = await graph.read(find("derive_conditions_state").text, {"source": SOURCE}, timeout=_PATIENT)
    count = int(written[0]["found"])
    if count:
        await _finish(graph, count, checksum)
    elif state["sha256"]:
        await graph.write(find("source_delete").text, {"source": SOURCE})
    if progress is not None:
        progress("codes of conditions", 1, 1)
    return count


async def is_current(graph: Graph) -> bool:
    """Whether nothing was loaded or unloaded since the last derivation, which ended."""
    return _is_current(*await _state(graph))


async def _state(graph: Graph) -> tuple[Mapping[str, Any], str]:
    """What is there, and the checksum of the sources with which it would be up to date."""
    state = (await graph.read(find("derive_conditions_state").text, {"source": SOURCE}, timeout=_PATIENT))[0]
    return state, sha256(orjson.dumps([rules(), state["sources"]])).hexdigest()


def _is_current(state: Mapping[str, Any], checksum: str) -> bool:
    return bool(state["sha256"] == checksum and state["found"] == state["written"])


def rules() -> str:
    """What the edges depend on besides the sources: the version of these rules, and the reviews."""
    return f"{VERSION}-{sha256(orjson.dumps([tuple(one) for one in table()])).hexdigest()[:8]}"


async def _finish(graph: Graph, edges: int, checksum: str) -> None:
    facts = _source(edges, checksum)
    await graph.write(find("derive_conditions_finish").text, {"source": SOURCE, "facts": facts})


async def _read(graph: Graph) -> _Read:
    async def rows(name: str, **given: str) -> Sequence[Mapping[str, Any]]:
        query = find(name)
        return await graph.read_many(query.text, query.columns, given, timeout=_PATIENT)

    stated: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in await rows("derive_conditions_stated", system=SYSTEM, source=SOURCE):
        stated[row["code"], row["condition"]].add(row["match"])
    placed = await rows("derive_conditions_placed")
    return _Read(
        [CodeText(**row) for row in await rows("derive_conditions_codes", system=SYSTEM)],
        [ConditionText(**row) for row in await rows("derive_conditions_names")],
        stated,
        [Placed(row["child"], row["parent"], row["by"], row["rank"]) for row in placed],
        {(row["child"], row["parent"]): row["reason"] for row in placed if row["reason"]},
        [Link(**row) for row in await rows("derive_conditions_links", source=SOURCE)],
        {
            (row["code"], row["condition"]): (row["match"], row["reason"])
            for row in await rows("derive_conditions_reviewed")
        },
        [
            Category(row["key"], row["name"], frozenset(row["codes"]))
            for row in await rows("derive_conditions_categories", system=SYSTEM)
        ],
    )


def _parents(placed: Sequence[Placed]) -> dict[str, set[str]]:
    """The parents of each condition, as the ontology of the highest rank that places it says."""
    ranks: dict[str, int] = defaultdict(int)
    for one in placed:
        ranks[one.child] = max(ranks[one.child], one.rank)
    found: dict[str, set[str]] = defaultdict(set)
    for one in placed:
        if one.rank == ranks[one.child]:
            found[one.child].add(one.parent)
    return found


def _evidence(read: _Read, links: Sequence[Link]) -> Evidence:
    exact: dict[str, set[str]] = defaultdict(set)
    own: dict[str, set[str]] = defaultdict(set)
    pairs = [(*pair, match) for pair, matches in read.stated.items() for match in matches]
    for code, condition, match in pairs + [link[:3] for link in coded_by(links)]:
        if match == "exact":
            exact[condition].add(code)
        if match in ("exact", "narrow"):
            own[condition].add(code)
    return Evidence(
        above={code.key: code.above for code in read.codes},
        displays={code.key: code.display for code in read.codes},
        exact=dict(exact),
        own=dict(own),
        names={one.key: (one.name, *one.synonyms) for one in read.conditions},
    )


async def _write_links(graph: Graph, before: Sequence[Link], wanted: Sequence[Link]) -> None:
    gone = {link[:2] for link in before} - {link[:2] for link in wanted}
    rows = [{"code": code, "condition": condition} for code, condition in sorted(gone)]
    if set(wanted) != set(before):
        await changes.note(graph, [Rel.CLASSIFIES])
    await _in_batches(graph, "derive_conditions_unlink", rows, source=SOURCE)
    fresh = [link._asdict() for link in sorted(set(wanted) - set(before))]
    await _in_batches(graph, "derive_conditions_link", fresh, source=SOURCE)


async def _write_reviews(
    graph: Graph,
    before: Mapping[tuple[str, str], tuple[str, str]],
    wanted: Mapping[tuple[str, str], Review],
) -> None:
    gone = [
        {"code": code, "condition": condition} for code, condition in sorted(before.keys() - wanted.keys())
    ]
    fresh = [
        {"code": code, "condition": condition, "match": review.match, "reason": review.why}
        for (code, condition), review in sorted(wanted.items())
        if before.get((code, condition)) != (review.match, review.why)
    ]
    if gone or fresh:
        await changes.note(graph, [Rel.CLASSIFIES])
    await _in_batches(graph, "derive_conditions_unreview", gone)
    await _in_batches(graph, "derive_conditions_review", fresh, source=SOURCE)


async def _write_contradictions(
    graph: Graph, marked: Mapping[tuple[str, str], str], wanted: Sequence[Contradiction]
) -> None:
    """Restore all edges whose reason differs, then mark them: an edge that was stated again is unmarked."""
    reasons = {(one.child, one.parent): one.reason for one in wanted}
    gone = [pair for pair, reason in marked.items() if reasons.get(pair) != reason]
    rows = [{"child": child, "parent": parent} for child, parent in sorted(gone)]
    if reasons != marked:
        await changes.note(graph, [Rel.IS_A])
    await _in_batches(graph, "derive_conditions_restore", rows)
    await _in_batches(graph, "derive_conditions_contradict", [one._asdict() for one in wanted])


async def _in_batches(graph: Graph, name: str, rows: Sequence[Mapping[str, Any]], **given: str) -> None:
    for start in range(0, len(rows), _BATCH):
        await graph.write(find(name).text, {"rows": rows[start : start + _BATCH], **given})


def _source(edges: int, checksum: str) -> dict[str, Any]:
    return {
        "name": "derived",
        "title": "Codes of conditions, reviewed matches and contradicted edges, derived by medcodegraph",
        "publisher": "medcodegraph",
        "licence": "Apache-2.0",
        "release": rules(),
        "rank": 0,
        "nodes": 0,
        "edges": edges,
        "state": "complete",
        "sha256": checksum,
        "retrieved_at": datetime.now(UTC).isoformat(timespec="seconds"),
    }
