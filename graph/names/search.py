"""Derive `names`: every way of writing what people search for, folded, for the full-text indexes."""

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.library.words.substances import substance
from medcodegraph.graph.library.words.typed_text import FOLDS
from medcodegraph.progress import Progress

FILLERS = (
    ", unspecified",
    " unspecified",
    ", nos",
    " nos",
    ", nec",
    " nec",
    ", site not specified",
    ", unspecified site",
    ", unspecified type",
    ", unspecified organism",
    ", cause unspecified",
    ", not otherwise specified",
    ", not elsewhere classified",
    " not elsewhere classified",
    " not otherwise specified",
    " disease unspecified",
)
"""Endings such as "unspecified" that people leave out."""
_PATIENT = 900.0
_MOST = 20_000


async def derive(graph: Graph, progress: Progress | None = None) -> int:
    """Add `names` to the nodes without (those written since the last time); returns how many."""
    given = {
        "folds": [{"from": letter, "to": plain} for letter, plain in FOLDS.items()],
        "fillers": list(FILLERS),
        "substances": await _substances(graph),
        "most": _MOST,
    }
    named, left = 0, 0
    while True:
        rows = await graph.write_auto(find("derive_names").text, given, timeout=_PATIENT)
        more = int(rows[0]["named"])
        named += more
        if more == _MOST and not left:  # few are not worth counting
            left = await _left(graph) + named
        if progress is not None and named:
            progress("building search names", named, max(left, named))
        if more < _MOST or (left and named >= left):
            return named


async def is_current(graph: Graph) -> bool:
    """Whether every node that people search for has its names."""
    return not await _left(graph)


async def _substances(graph: Graph) -> dict[str, str]:
    rows = await graph.read(find("derive_names_ingredients").text, timeout=_PATIENT)
    named = {row["ingredient"]: substance(row["ingredient"]) for row in rows}
    return {ingredient: plain for ingredient, plain in named.items() if plain != ingredient}


async def _left(graph: Graph) -> int:
    return int((await graph.read(find("derive_names_left").text, timeout=_PATIENT))[0]["left"])
