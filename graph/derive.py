"""Everything that is derived from loaded facts, brought up to date after a load."""

from pathlib import Path

from medcodegraph.graph import search_names
from medcodegraph.graph.conditions import derive as conditions
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.similarity import derive as similar_codes
from medcodegraph.progress import Progress


async def derive(
    graph: Graph, progress: Progress | None = None, folder: Path | None = None, *, full: bool = False
) -> None:
    """Derive the names that search finds, the codes of conditions, and similar codes.

    Cheap if nothing has changed. What similar codes were derived from is kept in `folder`, so that after a
    small load only what it changed is read and compared, unless `full`.
    """
    await search_names.derive(graph, progress)
    seen = await similar_codes.changed(graph, folder) if folder and not full else None
    same = seen is not None and not seen.news.about_conditions(conditions.SYSTEM)
    await conditions.derive(graph, progress, same=same)
    await similar_codes.derive(graph, progress, folder, full=full, seen=seen)
