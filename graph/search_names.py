"""Derive `names`: every writing of what people search for, folded, for the full-text indexes."""

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.lucene import FOLDS
from medcodegraph.graph.library.queries import find
from medcodegraph.progress import Progress

_PATIENT = 900.0
_MOST = 20_000


async def derive(graph: Graph, progress: Progress | None = None) -> int:
    """Give `names` to the nodes that have none: those written since the last time; how many."""
    folds = [{"from": letter, "to": plain} for letter, plain in FOLDS.items()]
    left = int((await graph.read(find("derive_names_left").text, timeout=_PATIENT))[0]["left"])
    named, text = 0, find("derive_names").text
    while named < left:
        rows = await graph.write_auto(text, {"folds": folds, "most": _MOST}, timeout=_PATIENT)
        if not rows[0]["named"]:
            break
        named += int(rows[0]["named"])
        if progress is not None:
            progress("building search names", named, left)
    return named
