"""Everything that is derived from loaded facts, brought up to date after a load."""

from medcodegraph.graph import searchable, similar
from medcodegraph.graph.driver import Graph


async def derive(graph: Graph, progress: similar.Progress | None = None) -> None:
    """Derive the names that search finds, and similar codes; cheap where nothing has changed."""
    await searchable.derive(graph, progress)
    await similar.derive(graph, progress)
