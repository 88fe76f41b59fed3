"""Running a question of the library: its rows, or what may have been meant by a key that does not exist."""

from collections.abc import Mapping, Sequence
from typing import Any

from medcodegraph.errors import NotFoundError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.keys import is_whole
from medcodegraph.graph.library.queries import Query, find

_SYSTEM = "SYSTEM:"
"""What the key of a code system begins with."""
_ABOUT_UNKNOWN = ("lookup", "known_keys")
"""Questions that answer for a key that does not exist: no rows is their answer."""


async def answered(graph: Graph, query: Query, values: Mapping[str, Any], *, timeout: float) -> list[Any]:
    """The rows of a query; raises NotFoundError if there are none because a key does not exist.

    `values` are its parameters as they were given, `timeout` is in seconds.
    """
    rows = await graph.read(*query.sent(values), timeout=timeout)
    if not rows:
        await check_keys(graph, query, values)
    return rows


async def check_keys(graph: Graph, query: Query, values: Mapping[str, Any]) -> None:
    """Raise NotFoundError, with suggestions, if a key or a code system in `values` does not exist."""
    keys = [] if query.name in _ABOUT_UNKNOWN else _keys(query, values)
    if keys:
        await labels(graph, keys)


def _keys(query: Query, values: Mapping[str, Any]) -> list[str]:
    """The canonical keys that a question was given: of things, and of code systems."""
    bound = query.bind(values)
    keys: list[str] = []
    for param in query.params:
        value = bound[param.name]
        given: list[Any] = value if isinstance(value, list) else [] if value is None else [value]
        if param.holds_keys:
            keys += given
        elif param.holds_systems:
            keys += [f"{_SYSTEM}{name}" for name in given]
    return keys


async def labels(graph: Graph, keys: Sequence[str]) -> list[str]:
    """The label of each canonical key; raises NotFoundError, with suggestions, for one that nothing has."""
    found = {row["key"]: row["label"] for row in await graph.read(*find("known_keys").sent({"keys": keys}))}
    for key in keys:
        if key not in found:
            raise NotFoundError(await _unknown(graph, key))
    return [found[key] for key in keys]


async def _unknown(graph: Graph, key: str) -> str:
    """The message about a canonical key that nothing has: which ones may be meant."""
    if key.startswith(_SYSTEM):
        loaded = ", ".join([row["system"] for row in await graph.read(*find("code_systems").sent({}))])
        return f"no code system {key.removeprefix(_SYSTEM)!r} is loaded; loaded are {loaded or 'none'}"
    answers = await graph.read(*find("lookup").sent({"codes": [key]}))
    if near := [each["key"] for each in answers[0]["suggestions"] or ()]:
        hint = f"did you mean {' or '.join(near)}?"
    elif is_whole(key):
        hint = "`medcodegraph cypher run search --text ...` finds keys"
    else:
        hint = "write SYSTEM:code, such as CPT:0537T"
    return f"nothing has the key {key!r}: {hint}"
