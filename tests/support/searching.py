"""The library's query `search`, as tests ask it."""

from typing import Any

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find

COLD = 60.0
"""Seconds: on a busy machine the first statement is planned slowly."""


async def search(graph: Graph, text: str, **given: Any) -> list[dict[str, Any]]:
    """The rows of the query for a text; `given` are its other parameters."""
    query = find("search")
    return await graph.read(*query.sent({"text": text} | given), timeout=COLD)
