"""What the graph says differently than at the last derivation: read as far as loads have noted changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from medcodegraph.graph.changes import EVERYTHING
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.similarity.evidence import Others
from medcodegraph.graph.similarity.increment.kept import row_digest
from medcodegraph.graph.similarity.increment.snapshot import Snapshot
from medcodegraph.graph.similarity.reading import OTHERS, State, code_rows, other_rows
from medcodegraph.graph.similarity.rows import CodeRow

_FROM = {
    "replacements": {"REPLACED_BY"},
    "procedures": {"Procedure", "BILLS", "ALTERNATIVE_TO", "INDICATED_FOR"},
    "conditions": {"Condition", "IS_A", "CONTRADICTED", "CLASSIFIES", "INDICATED_FOR"},
    "policies": {"Policy", "COVERS", "SUPPORTS", "ISSUED_BY", "Payer"},
}
"""The labels and types of edges that each kind of evidence is read from."""

_CONDITIONS = _FROM["conditions"]


@dataclass(frozen=True, slots=True)
class News:
    """Codes that came or say something else, those that went, and the kinds of other rows that differ.

    `noted` are the labels and types of edges of which something was written.
    """

    rows: Mapping[str, CodeRow]
    gone: frozenset[str]
    kinds: frozenset[str]
    others: Others
    noted: frozenset[str]

    def about_conditions(self, system: str) -> bool:
        """Whether conditions, or the codes of a system, may say something else."""
        changed = [*self.rows, *self.gone]
        return bool(self.noted & _CONDITIONS) or any(key.startswith(f"{system}:") for key in changed)


async def look(graph: Graph, snapshot: Snapshot, state: State) -> News | None:
    """What has changed since; None if that is unknown, or too much."""
    if not snapshot.is_of(state.token) or EVERYTHING in state.changed:
        return None
    noted = frozenset(state.changed)
    rows, gone = await _codes(graph, snapshot, sorted(set(state.changed_codes)))
    before: Mapping[str, Any] = snapshot.others()._asdict()
    wanted = [kind for kind in OTHERS if gone or noted & _FROM[kind]]
    now = dict(zip(wanted, await other_rows(graph, wanted), strict=True))
    kinds = frozenset(kind for kind in wanted if now[kind] != before[kind])
    return News(rows, gone, kinds, Others(**{**before, **now}), noted)


async def _codes(
    graph: Graph, snapshot: Snapshot, touched: Sequence[str]
) -> tuple[dict[str, CodeRow], frozenset[str]]:
    """Those of some codes whose rows differ, and those that went."""
    if not touched:
        return {}, frozenset()
    there = dict(zip(snapshot.keys(), snapshot.row_digests().tolist(), strict=True))
    rows: dict[str, CodeRow] = {row["key"]: row async for row in code_rows(graph, touched)}
    changed = {key: row for key, row in rows.items() if there.get(key) != row_digest(row)}
    return changed, frozenset(key for key in touched if key in there and key not in rows)
