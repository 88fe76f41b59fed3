"""Statements that a tool runs without GraphQL: the library's questions, and Cypher if it is enabled."""

from collections.abc import Mapping
from typing import Any

from medcodegraph.errors import SettingsError
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library import readonly
from medcodegraph.graph.library.answered import check_keys
from medcodegraph.graph.library.queries import Query, question
from medcodegraph.graph.library.typed_json import typed
from medcodegraph.graph.request.planners import Planners


class Statements:
    """What runs statements on a graph, for at most this many seconds each."""

    def __init__(self, graph: Graph, seconds: float) -> None:
        self._graph, self._seconds = graph, seconds
        self._planners = Planners()

    async def named(self, name: str, parameters: Mapping[str, Any], limit: int) -> Any:
        """The rows of a question of the library; what it takes if a parameter is missing or wrong.

        Raises NotFoundError for a name or a key that does not exist.
        """
        query = question(name)
        try:
            text, values = query.sent(parameters)
        except SettingsError as error:
            return {"problem": str(error), **_takes(query)}
        found = await self._rows(text, values, limit)
        if not found["rows"]:
            await check_keys(self._graph, query, parameters)
        return found

    async def free(self, statement: str, parameters: Mapping[str, Any], limit: int) -> Any:
        """The rows of a statement; raises StatementRejected unless it only reads."""
        values = {name: typed(name, value) for name, value in parameters.items()}
        async with self._planners.turn():
            await readonly.check(self._graph, statement, values)
        return await self._rows(statement, values, limit)

    async def _rows(self, text: str, values: Mapping[str, Any], limit: int) -> dict[str, Any]:
        kept: list[Any] = []
        async with self._graph.stream(text, values, timeout=self._seconds) as (columns, rows):
            async for row in rows:
                if len(kept) == limit:
                    return {"rows": kept, "complete": False}
                kept.append(dict(zip(columns, row, strict=True)))
        return {"rows": kept, "complete": True}


def _takes(query: Query) -> dict[str, Any]:
    return {
        "query": query.name,
        "asks": query.title,
        "parameters": {
            param.name: f"{param.type}{'' if param.required else ', optional'}: {param.description}"
            for param in query.params
        },
    }
