"""Hiding and showing licensed texts.

They are the claims of `licensed` Sources. A hidden Source's claims stay, but are left out of the fold of a
node (decisions/0010-licensed-texts.md), so that no query has to filter anything.
"""

from medcodegraph.graph import changes
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.names import search as search_names
from medcodegraph.graph.write.fold import HIDE_LICENSED

_PATIENT = 120.0
_OTHERWISE = """\
MATCH (source:Source {licensed: true}) WHERE coalesce(source.hidden, false) <> $hidden
RETURN source.key AS key LIMIT 1"""


async def hide_licensed(graph: Graph, hidden: bool) -> int:
    """Hide or show the texts of all licensed sources, in one transaction; returns how many nodes changed."""
    if await graph.read(_OTHERWISE, {"hidden": hidden}):
        await changes.note(graph, [changes.EVERYTHING])
    rows = await graph.write(HIDE_LICENSED, {"hidden": hidden}, timeout=_PATIENT)
    if nodes := int(rows[0]["nodes"]):
        await search_names.derive(graph)
    return nodes
