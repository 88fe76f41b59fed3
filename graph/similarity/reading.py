"""The evidence for similar codes as the graph holds it: the rows of the derive_similar_* statements."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import Query, find
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
    codes: int
    loading: bool
    sources: Sequence[str]


async def read_state(graph: Graph, source: str) -> State:
    """What the graph has of the last derivation."""
    return State(**(await graph.read(find("derive_similar_state").text, {"source": source}))[0])


async def all_code_rows(
    graph: Graph, count: int = 0, progress: Progress = silent
) -> AsyncIterator[StandingRow]:
    """All codes, in the order of their keys; `count` is about how many there are."""
    query = find("derive_similar_keys")
    after, done = "", 0
    while keys := await _page(graph, query, {"after": after, "limit": _PAGE}):
        async for row in code_rows(graph, [one["key"] for one in keys]):
            yield row
        after, done = keys[-1]["key"], done + len(keys)
        progress("reading codes", done, max(count, done))


async def code_rows(graph: Graph, keys: Sequence[str]) -> AsyncIterator[StandingRow]:
    """Codes, in the order of their keys: their wording, their place, and the marks of their pairs."""
    query = find("derive_similar_codes")
    for start in range(0, len(keys), _PAGE):
        for row in await _page(graph, query, {"keys": keys[start : start + _PAGE]}):
            yield cast("StandingRow", row)


async def _page(graph: Graph, query: Query, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    return await graph.read_many(query.text, query.columns, parameters, timeout=_TIMEOUT)


async def other_rows(graph: Graph, kinds: Sequence[str] = OTHERS) -> list[Any]:
    """The rows of some kinds of other evidence."""
    queries = [find(f"derive_similar_{kind}") for kind in kinds]
    return [await graph.read_many(one.text, one.columns, timeout=_TIMEOUT) for one in queries]
