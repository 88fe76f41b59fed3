"""Asking as everybody asks: the documents of the pages go through the schema, its limits and its line."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from starlette.requests import Request
from strawberry.types import ExecutionResult

from medcodegraph.errors import MedcodegraphError
from medcodegraph.pages.documents import document, operations

STATUSES = {"DATABASE_UNAVAILABLE": 503, "OVERLOADED": 503, "QUERY_TOO_SLOW": 503, "INTERNAL": 500}
"""The status of a page by the code of the error that it got for an answer; else it is the client's."""


class Answers(Protocol):
    """What answers GraphQL requests: the endpoint at /graphql."""

    async def ask(
        self,
        request: Request,
        query: str,
        variables: dict[str, Any] | None = None,
        extensions: dict[str, Any] | None = None,
        operationName: str | None = None,  # noqa: N803
    ) -> ExecutionResult:
        """Answer one document in its turn; raises Refused if the service is busy."""
        ...


class Unanswered(MedcodegraphError):
    """A request of a page that got no answer: with the code of its error, for the status of the page."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code

    @property
    def status(self) -> int:
        """The status of the page that says so."""
        return STATUSES.get(self.code, 400)


async def ask(request: Request, name: str, **variables: Any) -> Mapping[str, Any]:
    """The data of all operations of a page's document; raises Unanswered if one has none."""
    return await ask_most(request, name, frozenset(), **variables)


async def ask_most(request: Request, name: str, late: frozenset[str], **variables: Any) -> Mapping[str, Any]:
    """The same, without the data of `late` operations that the service could not answer in time."""
    answers, text = _answers(request), document(name)
    names = operations(name)
    work = [answers.ask(request, text, variables, None, operation) for operation in names]
    found: list[Mapping[str, Any]] = []
    for operation, result in zip(names, await asyncio.gather(*work), strict=True):
        try:
            found.append(data_of(result))
        except Unanswered as error:
            if operation not in late or error.status != 503:
                raise
    return merged(found)


async def ask_text(request: Request, query: str, **variables: Any) -> Mapping[str, Any]:
    """The data that answers a document; raises Unanswered if there is none."""
    return data_of(await _answers(request).ask(request, query, variables))


def merged(answers: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The answers of several operations about the same thing as one."""
    whole: dict[str, Any] = {}
    for answer in answers:
        for field, value in answer.items():
            known = whole.get(field)
            whole[field] = (
                {**known, **value} if isinstance(known, dict) and isinstance(value, dict) else value
            )
    return whole


async def explain(request: Request, query: str, variables: dict[str, Any]) -> Mapping[str, Any]:
    """The statement that a document becomes, with its parameters; nothing of it is run."""
    extensions = {"cypher": True, "cost": "only"}
    result = await _answers(request).ask(request, query, variables, extensions)
    if result.errors:
        data_of(result)
    found = (result.extensions or {}).get("cypher")
    return found if isinstance(found, Mapping) else {"statement": "", "parameters": {}}


def data_of(result: ExecutionResult) -> Mapping[str, Any]:
    """The data of an answer; raises Unanswered with its first error if there is none."""
    if result.data is None:
        for error in result.errors or ():
            raise Unanswered(error.message, str((error.extensions or {}).get("code", "INTERNAL")))
        raise Unanswered("there is no answer", "INTERNAL")
    return result.data


def _answers(request: Request) -> Answers:
    found: Answers = request.app.state.endpoint
    return found
