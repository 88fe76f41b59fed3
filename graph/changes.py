"""What was written or deleted since similar codes were last derived, so that next time only that is read.

It is kept with the Source of the derivation; without one, nothing is kept. It may list too much: facts that
are written again unchanged count as changed. It is noted before the write, and so covers an interrupted load.
"""

from collections.abc import Iterable

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find

SIMILAR = "SOURCE:derived/similar"
"""The Source of the derivation of similar codes."""

EVERYTHING = "everything"
"""Noted if more codes change than `MOST`, or it is not known which."""

MOST = 20_000


async def note(graph: Graph, what: Iterable[str], codes: Iterable[str] = ()) -> None:
    """Note labels and types of edges of which something changes, and the keys of codes that do."""
    given = {"what": sorted(what), "codes": sorted(codes)}
    if given["what"]:
        await graph.write(
            find("changes_note").text,
            {"source": SIMILAR, "most": MOST, "instead": [EVERYTHING], **given},
        )


async def note_swept(graph: Graph, source: str, load: str, timeout: float) -> None:
    """Note what a sweep of a source will delete: what its load of this mark did not state."""
    values = {"source": source, "load": load, "most": MOST + 1}
    rows = await graph.read(find("changes_swept").text, values, timeout=timeout)
    await note(graph, rows[0]["what"], rows[0]["codes"])
