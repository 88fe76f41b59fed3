"""Licensed texts: out of sight, or in it.

They are the claims of Sources that are `licensed`. A hidden Source's claims stay, but are left out of the
fold that a node is (decisions/0010-licensed-texts.md): no door has to filter anything.
"""

from medcodegraph.graph import search_names
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.write.fold import HIDE_LICENSED

_PATIENT = 120.0


async def hide_licensed(graph: Graph, hidden: bool) -> int:
    """Hide the texts of all licensed sources, or show them; how many nodes changed, in one transaction."""
    rows = await graph.write(HIDE_LICENSED, {"hidden": hidden}, timeout=_PATIENT)
    if nodes := int(rows[0]["nodes"]):
        await search_names.derive(graph)
    return nodes
