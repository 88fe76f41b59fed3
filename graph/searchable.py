"""Derive `names`: every writing of what people search for, folded, for the full-text indexes."""

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.fulltext import FOLDS
from medcodegraph.graph.queries import find

_PATIENT = 900.0


async def derive(graph: Graph) -> int:
    """Give `names` to the nodes that have none: those written since the last time; how many."""
    folds = [{"from": letter, "to": plain} for letter, plain in FOLDS.items()]
    rows = await graph.write_auto(find("derive_names").text, {"folds": folds}, timeout=_PATIENT)
    return int(rows[0]["named"])
