"""The evidence for similar codes as the graph holds it: the rows of the derive_similar_* statements."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import find
from medcodegraph.graph.similarity.rows import StandingRow
from medcodegraph.progress import Progress, silent

OTHERS = ("replacements", "procedures", "conditions", "policies")
"""The evidence beside the codes themselves."""

_TIMEOUT = 300.0
_PAGE = 10000


@dataclass(frozen=True, slots=True)
class State:
    """What the graph has of the last derivation: see `derive_similar_state`."""

    there: bool
    rules: str | None
    sha256: str | None
    written: int | None
    found: int
    token: str | None
    changed: Sequence[str]
    changed_codes: Sequence[str]
    loading: bool
    sources: Sequence[str]


async def read_state(graph: Graph, source: str) -> State:
    """What the graph has of the last derivation."""
    return State(**(await graph.read(find("derive_similar_state").text, {"source": source}))[0])


async def code_keys(graph: Graph) -> list[str]:
    """The keys of all codes, in order."""
    query = find("derive_similar_keys")
    return [row["key"] for row in await graph.read_many(query.text, query.columns, timeout=_TIMEOUT)]


async def code_rows(
    graph: Graph, keys: Sequence[str], progress: Progress = silent
) -> AsyncIterator[StandingRow]:
    """Codes, in the order of their keys: their wording, their place, and the marks of their pairs."""
    query = find("derive_similar_codes")
    for start in range(0, len(keys), _PAGE):
        some = keys[start : start + _PAGE]
        for row in await graph.read_many(query.text, query.columns, {"keys": some}, timeout=_TIMEOUT):
            yield cast("StandingRow", row)
        progress("reading codes", start + len(some), len(keys))


async def other_rows(graph: Graph, kinds: Sequence[str] = OTHERS) -> list[Any]:
    """The rows of some kinds of other evidence."""
    queries = [find(f"derive_similar_{kind}") for kind in kinds]
    return [await graph.read_many(one.text, one.columns, timeout=_TIMEOUT) for one in queries]
