"""The graph over Bolt, with what the package brings: the query library, the read-only check, the schema."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from medcodegraph.client.flatten import flatten
from medcodegraph.client.loop import Loop
from medcodegraph.client.rows import Rows
from medcodegraph.errors import RequestError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.graph.library import readonly
from medcodegraph.graph.library.answered import check_keys
from medcodegraph.graph.library.queries import question

if TYPE_CHECKING:
    from medcodegraph.schema.execution import GraphSchema


class Direct:
    """A connection to a database; a context manager, closed at its end."""

    def __init__(self, connection: Connection, closing: ExitStack, timeout: float) -> None:
        self._timeout, self._closing = timeout, closing
        self._loop = Loop()
        closing.callback(self._loop.close)
        opening = Graph.open(connection, pool=4, read_timeout=timeout)
        try:
            self._graph = self._loop.enter(opening)
        except BaseException:
            closing.close()
            raise
        closing.callback(self._loop.leave, opening)
        self._schema: GraphSchema | None = None

    def run(self, name: str, **parameters: Any) -> Rows:
        """The rows of a question of the query library: `run("similar_codes", key="CPT:0537T")`.

        Raises NotFoundError for a name or a key that does not exist, SettingsError for a wrong parameter.
        """
        query = question(name)
        text, values = query.sent(parameters)

        async def asked() -> Rows:
            columns, rows = await self._graph.table(text, values, timeout=self._timeout)
            if not rows:
                await check_keys(self._graph, query, parameters)
            return Rows(columns, rows)

        return self._loop.run(asked())

    def cypher(self, statement: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> Rows:
        """The rows of a statement, with parameters by name; raises StatementRejected unless it only reads."""
        values = {**(parameters or {}), **more}

        async def asked() -> Rows:
            await readonly.check(self._graph, statement, values)
            return Rows(*await self._graph.table(statement, values, timeout=self._timeout))

        return self._loop.run(asked())

    def graphql(self, query: str, variables: Mapping[str, Any] | None = None, **more: Any) -> Rows:
        """The rows of a GraphQL answer, with variables by name; `data` of them is the answer itself.

        Raises RequestError with the first error.
        """
        if self._schema is None:
            from medcodegraph.schema.build import build

            self._schema = build(self._graph)
        result = self._loop.run(self._schema.execute(query, {**(variables or {}), **more}))
        if result.errors:
            raise RequestError(result.errors[0].message, str((result.errors[0].extensions or {}).get("code")))
        return Rows(*flatten(result.data or {}), data=result.data)

    def close(self) -> None:
        """Close the connection, and stop the database if it was started for it."""
        self._closing.close()

    def __enter__(self) -> "Direct":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
