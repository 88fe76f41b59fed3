"""Calling a tool: arguments are checked, the document runs as every request does, the answer is shortened."""

import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from strawberry.types import ExecutionResult

from medcodegraph.assistants.answers import answer
from medcodegraph.assistants.statements import Statements
from medcodegraph.assistants.tools import CYPHER, MOST, RUN_QUERY, Tool, tools
from medcodegraph.errors import (
    MedcodegraphError,
    NotFoundError,
    RequestError,
    SettingsError,
    StatementRejected,
)
from medcodegraph.schema.client_errors import fault

Ask = Callable[[str, dict[str, Any]], Awaitable[ExecutionResult]]
"""What answers a document with variables, within the limits of the service."""

Within = Callable[[Coroutine[Any, Any, Any]], Awaitable[Any]]
"""What awaits a statement that runs without GraphQL, within the limits of the service."""


Notice = Callable[[], Awaitable[str | None]]
"""What says, in a sentence, what answers may lack while the graph is being changed."""


async def at_once(work: Coroutine[Any, Any, Any]) -> Any:
    """Await without waiting for a turn: for a single client."""
    return await work


log = logging.getLogger("medcodegraph.assistants")


@dataclass(frozen=True, slots=True)
class Caller:
    """What calls the tools of one application."""

    ask: Ask
    statements: Statements
    notice: Notice
    within: Within = at_once
    cypher: bool = False

    async def call(self, name: str, arguments: Mapping[str, Any]) -> tuple[str, bool]:
        """The answer of a tool as text, and whether it worked; else the text says what is wrong."""
        try:
            pending = await self.notice()
            return answer(await self._found(name, dict(arguments)), pending=pending), True
        except (RequestError, NotFoundError, SettingsError, StatementRejected) as error:
            return str(error), False
        except MedcodegraphError as error:
            return fault(error).message, False

    async def _found(self, name: str, arguments: dict[str, Any]) -> Any:
        tool = tools(cypher=self.cypher).get(name)
        if tool is None:
            raise NotFoundError(f"unknown tool {name!r:.80}")
        _check(tool, arguments)
        if tool.document is not None:
            return _data(await self.ask(tool.document, arguments))
        limit, parameters = arguments.get("limit", MOST), arguments.get("parameters", {})
        if name == RUN_QUERY:
            return await self.within(self.statements.named(arguments["name"], parameters, limit))
        assert name == CYPHER
        return await self.within(self.statements.free(arguments["statement"], parameters, limit))


def _check(tool: Tool, arguments: dict[str, Any]) -> None:
    for error in Draft202012Validator(tool.arguments).iter_errors(arguments):
        where = ".".join(str(step) for step in error.absolute_path)
        raise RequestError(f"{tool.name}{f' {where}' if where else ''}: {error.message:.300}")


def _data(result: ExecutionResult) -> Any:
    if result.errors:
        raise RequestError(result.errors[0].message)
    data = result.data or {}
    found = next(iter(data.values())) if len(data) == 1 else data
    if found is None:
        raise NotFoundError("nothing has this key: `search` finds keys by code, name or synonym")
    return found
