"""Everything that is derived from loaded facts, brought up to date after a load."""

from medcodegraph.graph import search_names
from medcodegraph.graph.conditions import derive as conditions
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.similarity import derive as similar_codes
from medcodegraph.progress import Progress


async def derive(graph: Graph, progress: Progress | None = None) -> None:
    """Derive the names that search finds, the codes of conditions, and similar codes.

    Cheap if nothing has changed.
    """
    await search_names.derive(graph, progress)
    await conditions.derive(graph, progress)
    await similar_codes.derive(graph, progress)
