"""Running a question of the library: its rows, or what was perhaps meant by a key that nothing has."""

from collections.abc import Mapping
from typing import Any

from medcodegraph.errors import NotFoundError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library.queries import Query, find


async def answered(graph: Graph, query: Query, values: Mapping[str, Any], *, timeout: float) -> list[Any]:
    """The rows of a query; raises NotFoundError if there are none because a key does not exist.

    `values` are its parameters as they were given, `timeout` is in seconds.
    """
    rows = await graph.read(*query.sent(values), timeout=timeout)
    if not rows:
        await check_keys(graph, query, values)
    return rows


async def check_keys(graph: Graph, query: Query, values: Mapping[str, Any]) -> None:
    """Raise NotFoundError, with similar keys, if one of the keys in `values` does not exist."""
    bound = query.bind(values)
    asked = {param.name: bound[param.name] for param in query.params if param.name.endswith("key")}
    keys = [key for key in asked.values() if isinstance(key, str)]
    if not keys or query.name == "lookup":
        return
    found = {row["key"] for row in await graph.read(find("known_keys").text, {"keys": keys})}
    for key in keys:
        if key not in found:
            lookup = find("lookup")
            answers = await graph.read(*lookup.sent({"codes": [key]}))
            near = [each["key"] for each in answers[0]["suggestions"] or ()]
            raise NotFoundError(
                f"nothing has the key {key!r}" + (f": did you mean {' or '.join(near)}?" if near else "")
            )
