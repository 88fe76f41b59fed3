"""What is derived from loaded facts: each part marks the graph as changing until it ends.

A part that was interrupted, or failed, leaves its mark: answers say what they may lack until it is derived.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from medcodegraph.cli.running.session import version_sign
from medcodegraph.config import Settings
from medcodegraph.graph.derive import derive_similar, derive_without_similar, is_current_without_similar
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.similarity.derive import Seen, is_current
from medcodegraph.graph.write.version import DERIVATIONS, NAMES, SIMILAR, changing, present
from medcodegraph.progress import Progress

Derive = Callable[[Graph], Coroutine[Any, Any, object]]


def everything(settings: Settings, tell: Progress, *, full: bool = False) -> Derive:
    """A function that derives what has changed; with `full` regardless of what was derived before."""

    async def work(graph: Graph) -> None:
        seen = await _without_similar(graph, settings, tell, full=full)
        async with changing(graph, version_sign(settings), SIMILAR):
            await derive_similar(graph, tell, settings.home / "similar", full=full, seen=seen)

    return work


def all_but_similar(settings: Settings, tell: Progress, *, full: bool = False) -> Derive:
    """A function that derives the names that search finds and the codes of conditions."""

    async def work(graph: Graph) -> None:
        await _without_similar(graph, settings, tell, full=full)

    return work


async def left(graph: Graph) -> set[str]:
    """The parts (graph/write/version.py) that are not up to date, or did not end."""
    _, kinds = await present(graph)
    marks = kinds & DERIVATIONS
    if NAMES not in marks and not await is_current_without_similar(graph):
        marks.add(NAMES)
    if SIMILAR not in marks and not await is_current(graph):
        marks.add(SIMILAR)
    return marks


async def _without_similar(graph: Graph, settings: Settings, tell: Progress, *, full: bool) -> Seen | None:
    async with changing(graph, version_sign(settings), NAMES):
        return await derive_without_similar(graph, tell, settings.home / "similar", full=full)
