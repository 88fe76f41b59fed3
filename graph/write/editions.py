"""Several editions of one source: which one counts, what it changed, and when a code began or ended.

Three things follow from the complete editions, in whatever order they were loaded. In a series (the order
files of ICD-10-CM) only the newest edition that states a node counts for it: the others' edges from that
node become FORMER, except IN_SYSTEM, which follows from its key. Each edition is compared with the one before
it in its series: codes about which they differ are CHANGED_IN it, so the two need not be read again. And
where complete lists of one system (order file, tabular list) follow one another, a code that one list has and
the next or previous one lacks is LACKED_BY that list, which gives its first and last day.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from medcodegraph.graph import changes
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.write.fold import FOLD

_YEAR = 366

PATIENT = 3600.0
"""Seconds for a pass over everything a source states, in many small transactions."""


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition of which series a source is. `begins` is its first day in force, None if unknown.

    `lists` are the systems and levels that it lists completely, as "SYSTEM level" (`ICD10CM code`): a code of
    those that it does not list does not exist in its time.
    """

    series: str
    release: str | None = None
    begins: date | None = None
    lists: Sequence[str] = ()

    @property
    def name(self) -> str:
        """The name of its part: `icd10cm/order-2026`."""
        return self.series if self.release is None else f"{self.series}-{self.release}"


@dataclass(frozen=True, slots=True)
class Loaded:
    """An edition in the graph."""

    source: str
    series: str
    begins: date | None
    lists: Sequence[str]
    state: str
    load: str
    compared: str | None = None


Lists = Sequence[tuple[list[str], list[list[Loaded]]]]
"""Systems and levels listed by the same editions, with those editions by their first day."""

_LACKED = f"""\
  MERGE (node)-[lack:LACKED_BY]->(lacking)
  SET lack = {{list: list, load: $load}}
  SET lack += $day
  WITH node
  {FOLD}
"""

_BESIDE = f"""\
MATCH (without:Source) WHERE without.key IN $without
WITH collect(without) AS without
MATCH (lacking:Source {{key: $lacking}})
MATCH (having:Source) WHERE having.key IN $having
MATCH (node:Code)-[claim:STATED_BY]->(having)
WHERE NOT EXISTS {{ (node)-[:STATED_BY]->(other) WHERE other IN without }}
WITH node, lacking, claim // few are left, so that few claims are read
WHERE claim.system + ' ' + claim.level IN $lists
WITH node, lacking, min(claim.system + ' ' + claim.level) AS list
CALL (node, lacking, list) {{
{_LACKED}}} IN TRANSACTIONS OF 2000 ROWS"""
"""States that one list lacks the codes that are in other lists but in none of `$without`."""

_STALE = f"""\
MATCH (node:Code)-[lack:LACKED_BY]->(:Source)
WHERE lack.list IN $lists AND lack.load <> $load
CALL (node, lack) {{
  DELETE lack
  WITH node
  {FOLD}
}} IN TRANSACTIONS OF 2000 ROWS"""


async def loaded_editions(graph: Graph) -> list[Loaded]:
    """Every edition in the graph, oldest first in each series."""
    return [Loaded(**row) for row in await graph.read(find("editions").text)]


async def undated_other(graph: Graph, edition: Edition) -> str | None:
    """The key of an edition in the graph that cannot be ordered against this one, as one has no date."""
    loaded = await loaded_editions(graph)
    beside = (one for one in loaded if one.series == edition.series)
    return next((one.source for one in beside if (one.begins is None) != (edition.begins is None)), None)


async def settle(graph: Graph, source: str, *, stays: bool) -> None:
    """Update what follows from the editions, after one is loaded (`stays`) or before it is removed.

    Idempotent; costs one small read if the source has no other edition and no other list of its codes.
    """
    loaded = await loaded_editions(graph)
    own = next((one for one in loaded if one.source == source), None)
    if own is None:
        return
    if any(one.series == own.series or set(one.lists) & set(own.lists) for one in loaded if one is not own):
        await changes.note(graph, [changes.EVERYTHING])
    standing = [one for one in loaded if (stays if one is own else one.state == "complete")]
    series = [one for one in standing if one.series == own.series]
    await _settle_edges(graph, series, own)
    await _settle_changes(graph, series, own)
    for lists, moments in sequences(standing, own.lists):
        await _settle_lists(graph, lists, moments)


async def _settle_edges(graph: Graph, series: Sequence[Loaded], own: Loaded) -> None:
    """Make edges of a series (oldest first) FORMER where a newer edition states their start."""
    if all(one is own for one in series):
        return
    for at, edition in enumerate(series):
        values = {"source": edition.source, "newer": [one.source for one in series[at + 1 :]]}
        for name in ("revive_edges", "retire_edges") if values["newer"] else ("revive_edges",):
            await graph.write_auto(find(name).text, values, timeout=PATIENT)


async def _settle_changes(graph: Graph, series: Sequence[Loaded], own: Loaded) -> None:
    """State what each edition of a series (oldest first) changed from the one before it."""
    dated = [one for one in series if one.begins is not None]
    steps: list[tuple[Loaded | None, Loaded]] = list(zip([None, *dated], dated, strict=False))
    if own not in dated:
        steps.append((None, own))
    for before, edition in steps:
        compared = before and f"{before.source} {before.load} {edition.load}"
        if compared == edition.compared:
            continue
        source = {"source": edition.source}
        noted = find("editions_compared").text
        await graph.write(noted, {**source, "compared": None})
        await graph.write_auto(find("editions_forget").text, source, timeout=PATIENT)
        if before is not None:
            values = {**source, "before": before.source}
            await graph.write_auto(find("editions_compare").text, values, timeout=PATIENT)
            await graph.write(noted, {**source, "compared": compared})


async def _settle_lists(graph: Graph, lists: Sequence[str], moments: Sequence[Sequence[Loaded]]) -> None:
    """State what lists lack; each of `moments` is the lists that begin on one day, in chronological order."""
    load = _mark(lists, moments)
    for at in range(1, len(moments)):
        before, after = moments[at - 1], moments[at]
        begins = after[0].begins
        assert begins is not None
        exact = "" if follows(before, after) else "_by"
        begun = _keys(before), _keys(after), _keys(before), {f"valid_from{exact}": begins}
        later = [one for moment in moments[at:] for one in moment]
        last = {f"valid_to{exact}": begins - timedelta(days=1)}
        ended = _keys(after), _keys(before), _keys(later), last
        for lacking, having, without, day in (begun, ended):
            values = {
                "lacking": lacking[0],
                "having": having,
                "without": without,
                "lists": lists,
                "load": load,
                "day": day,
            }
            await graph.write_auto(_BESIDE, values, timeout=PATIENT)
    await graph.write_auto(_STALE, {"lists": lists, "load": load}, timeout=PATIENT)


def follows(before: Sequence[Loaded], after: Sequence[Loaded]) -> bool:
    """Whether no edition is missing between two days: lists are published at least once a year."""
    first, second = before[0].begins, after[0].begins
    return first is not None and second is not None and (second - first).days <= _YEAR


def sequences(
    standing: Sequence[Loaded], wanted: Iterable[str]
) -> list[tuple[list[str], list[list[Loaded]]]]:
    """The systems and levels listed by the same editions, with those editions by their first day."""
    groups: dict[tuple[str, ...], tuple[list[str], list[list[Loaded]]]] = {}
    for name in wanted:
        moments: dict[date, list[Loaded]] = {}
        for one in sorted(standing, key=lambda one: one.source):
            if name in one.lists and one.begins is not None:
                moments.setdefault(one.begins, []).append(one)
        ordered = [moments[day] for day in sorted(moments)]
        names, _ = groups.setdefault(tuple(_keys(one for each in ordered for one in each)), ([], ordered))
        names.append(name)
    return list(groups.values())


def _keys(editions: Iterable[Loaded]) -> list[str]:
    return [one.source for one in editions]


def _mark(lists: Sequence[str], moments: Sequence[Sequence[Loaded]]) -> str:
    """A fingerprint of the lists and their state."""
    told = [[[one.source, str(one.begins), one.load] for one in moment] for moment in moments]
    return sha256(json.dumps([lists, told]).encode()).hexdigest()[:16]
