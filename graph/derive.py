"""Everything that is derived from loaded facts, brought up to date after a load."""

from pathlib import Path

from medcodegraph.graph.conditions import derive as conditions
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.names import search as search_names
from medcodegraph.graph.similarity import derive as similar_codes
from medcodegraph.progress import Progress


async def derive(
    graph: Graph, progress: Progress | None = None, folder: Path | None = None, *, full: bool = False
) -> None:
    """Derive the names that search finds, the codes of conditions, and similar codes.

    Cheap if nothing has changed. What similar codes were derived from is kept in `folder`, so that after a
    small load only what it changed is read and compared, unless `full`.
    """
    seen = await derive_without_similar(graph, progress, folder, full=full)
    await derive_similar(graph, progress, folder, full=full, seen=seen)


async def derive_without_similar(
    graph: Graph, progress: Progress | None = None, folder: Path | None = None, *, full: bool = False
) -> similar_codes.Seen | None:
    """Derive names and the codes of conditions; returns what is new for similar codes, if that is known."""
    await search_names.derive(graph, _numbered(progress, 1))
    seen = await similar_codes.changed(graph, folder) if folder and not full else None
    same = seen is not None and not seen.news.about_conditions(conditions.SYSTEM)
    await conditions.derive(graph, _numbered(progress, 2), same=same)
    return seen


async def derive_similar(
    graph: Graph,
    progress: Progress | None = None,
    folder: Path | None = None,
    *,
    full: bool = False,
    seen: similar_codes.Seen | None = None,
) -> None:
    """Derive similar codes, after the rest; `seen` is what that returned."""
    await similar_codes.derive(graph, _numbered(progress, 3), folder, full=full, seen=seen)


async def is_current_without_similar(graph: Graph) -> bool:
    """Whether names and the codes of conditions are those of the sources that are loaded."""
    return await search_names.is_current(graph) and await conditions.is_current(graph)


def _numbered(progress: Progress | None, step: int) -> Progress | None:
    """The progress of one of the three steps, which says which one it is."""
    if progress is None:
        return None

    def tell(label: str, done: int, of: int | None, /) -> None:
        progress(f"{label} (step {step} of 3)", done, of)

    return tell
