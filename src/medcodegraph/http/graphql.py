"""GraphQL over HTTP: GET and POST with JSON, media types and status codes as in its specification.

A request that is not GraphQL gets 4xx. One that fails before it runs gets 400 if the client accepts
`application/graphql-response+json`, and 200 with plain `application/json`, as old clients expect. If the
database cannot answer, or the service is busy, the status is 503.
"""

import asyncio
from collections.abc import AsyncIterable, Awaitable, Callable
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry.types import ExecutionResult

from medcodegraph.http import json_body, refusal
from medcodegraph.http.json_body import Headers
from medcodegraph.http.persisted import Persisted
from medcodegraph.http.refusal import Refused
from medcodegraph.http.service import Service
from medcodegraph.http.serving.admission import Admission
from medcodegraph.http.serving.answers import Answers, Sample, State, Version
from medcodegraph.http.serving.answers_files import AnswersFiles
from medcodegraph.http.serving.disconnect import ClientGone, Watched
from medcodegraph.schema.execution import GraphSchema

_MODERN = "application/graphql-response+json"
_LEGACY = "application/json"
_ANSWERS = {_MODERN: _MODERN, _LEGACY: _LEGACY, "application/*": _LEGACY, "*/*": _LEGACY}
_FAILED = {"DATABASE_UNAVAILABLE": 503, "OVERLOADED": 503, "INTERNAL": 500}
_PERSISTED = "persistedQuery"  # an extension that names the document, and does not change its answer
_ALLOW = "GET, HEAD, POST, OPTIONS"
_HEADERS = {"Vary": "Accept", "Cache-Control": "no-store"}
_KEPT = ((b"vary", b"Accept, Authorization, Cookie"), (b"cache-control", b"private, no-cache"))
CLIENT_GONE = 499
"""The status to log if the client has gone."""


class Asked(NamedTuple):
    """The parameters of a GraphQL request."""

    query: str
    variables: dict[str, Any] | None = None
    extensions: dict[str, Any] | None = None
    operation: str | None = None

    def key(self, state: State) -> bytes | None:
        """The key of its answer for a state of the graph; None if it cannot be written as JSON."""
        extensions = {name: value for name, value in (self.extensions or {}).items() if name != _PERSISTED}
        said = [self.query.strip(), self.variables or {}, extensions, self.operation]
        try:
            return _digest(state.mark.encode() + orjson.dumps(said, option=orjson.OPT_SORT_KEYS))
        except TypeError:
            return None


class Endpoint:
    """Answers the GraphQL requests of an application, and keeps the answers, in `files` over a restart."""

    def __init__(
        self,
        schema: GraphSchema,
        service: Service,
        version: Version | None = None,
        files: AnswersFiles | None = None,
    ) -> None:
        self._schema, self._body = schema, service.body
        self.answers, self._version, self._files = Answers(service.answers), version, files
        self.admission = Admission(service.running, service.waiting, service.wait)
        self._persisted = Persisted(
            service.documents, only=service.documents_only, longest=service.limits.document
        )

    def pending(self) -> str | None:
        """What answers may lack as the graph is being changed, in a sentence; None if nothing."""
        return self._version.pending if self._version else None

    async def notice(self) -> str | None:
        """What an answer may lack that is asked for now."""
        return await self._version.notice() if self._version else None

    def is_busy(self) -> bool:
        """Whether a request is being answered."""
        return self.admission.running > 0

    async def state(self) -> State | None:
        """What answers are kept for now; None while none is kept."""
        version = await self._version.current() if self._version else None
        if version is None or not self.answers.size:
            return None
        return self.answers.renew(version, date.today())

    async def restore(self) -> bool:
        """Take up the answers that were kept before the last restart, if nothing has changed since.

        Returns whether there are any.
        """
        if self._files and (state := await self.state()):
            for key, body in await asyncio.to_thread(self._files.read, state):
                self.answers.keep(key, body)
        return self.answers.held > 0

    async def save(self) -> None:
        """Write the kept answers to a file."""
        if self._files and self.answers.about:
            await asyncio.to_thread(self._files.write, self.answers.about, self.answers.all())

    async def respond(self, request: Request) -> Response:
        """Answer one HTTP request."""
        if request.method == "OPTIONS":
            return Response(status_code=204, headers={"Allow": _ALLOW})
        media_type = _LEGACY
        try:
            headers: Headers = dict(request.scope["headers"])
            media_type = _accepted(headers.get(b"accept"))
            sent = await self._sent(request, headers)
            if state := await self.state():
                tags = headers.get(b"if-none-match", b"")
                return await self._kept(request, sent, media_type, tags, state)
            result = await self._executed(request, self._asked(request, sent))
        except Refused as refused:
            if refused.status == 200 and media_type == _MODERN:
                refused.status = 400
            return refusal.response(refused, media_type)
        except ClientGone:
            return Response(status_code=CLIENT_GONE)
        return _response(result, media_type)

    async def _kept(
        self, request: Request, sent: bytes, media_type: str, tags: bytes, state: State
    ) -> Response:
        """The answer from memory if it was given since the graph last changed, with its ETag.

        A request of the same bytes asks the same question, and is not read. Whoever has it, by one of these
        `tags`, is not sent it again.
        """
        form = "POST" if request.method == "POST" else "GET"
        call = _digest(f"{state.mark} {media_type} {form} ".encode() + sent)
        tag = f'"{call.hex()}"'.encode()
        if tag in tags:
            return _Kept(304, tag)
        body = self.answers.called(call)
        if body is None:
            asked = self._asked(request, sent)
            question = asked.key(state)
            answer = await self._answer(question, lambda: self._executed(request, asked, state.day), call)
            if isinstance(answer, ExecutionResult):
                return _response(answer, media_type)
            body = answer
        return _Kept(200, tag, body, media_type)

    async def _answer(
        self, question: bytes | None, run: Callable[[], Awaitable[ExecutionResult]], call: bytes | None = None
    ) -> bytes | ExecutionResult:
        """The body of the answer, which is kept, or the result if it may not be kept.

        A request that asks what is known is remembered by its bytes: the next such one is not read.
        """
        if question is None:
            return await run()
        if (body := await self.answers.found(question)) is not None:
            if call is not None:
                self.answers.call(call, question)
            return body
        self.answers.begin(question)
        try:
            result = await run()
            if result.errors:
                return result
            body = orjson.dumps(_body(result))
            return body
        finally:
            self.answers.end(question, body)

    async def ask(
        self,
        request: Request,
        query: str,
        variables: dict[str, Any] | None = None,
        extensions: dict[str, Any] | None = None,
        operationName: str | None = None,  # noqa: N803 (the name that requests give it)
    ) -> ExecutionResult:
        """Answer a document for a page; raises Refused if the queue is full."""
        asked = Asked(query, variables, extensions, operationName)
        state = await self.state()
        question, day = (asked.key(state), state.day) if state else (None, None)
        return _result(await self._answer(question, lambda: self._executed(request, asked, day)))

    async def run(self, query: str, variables: dict[str, Any]) -> ExecutionResult:
        """Answer a document of ours in its turn; raises Refused if the queue is full."""
        async with self.admission:
            return await self._schema.execute(query, variables)

    async def prepare(self, query: str, variables: dict[str, Any], operation: str | None) -> None:
        """Have a document planned, and keep its answer."""
        state = await self.state()
        if made := await self._made(state, query, variables, operation):
            self.answers.keep(*made)

    async def keep(self, query: str, variables: dict[str, Any], operation: str | None) -> None:
        """Have the answer of a document kept, if it is not."""
        state = await self.state()
        question = Asked(query, variables, None, operation).key(state) if state else None
        if question and not self.answers.has(question):
            await self.prepare(query, variables, operation)

    async def prepare_for(self, state: State, samples: AsyncIterable[Sample]) -> None:
        """Write what samples will be answered with on a day to come, unless it is written already.

        If the graph changes meanwhile, nothing is.
        """
        if self._files is None or await asyncio.to_thread(self._files.has, state):
            return
        answers = [made async for sample in samples if (made := await self._made(state, *sample))]
        now = await self.state()
        if now and now.version == state.version:
            await asyncio.to_thread(self._files.write, state, answers)

    async def _made(
        self, state: State | None, query: str, variables: dict[str, Any], operation: str | None
    ) -> tuple[bytes, bytes] | None:
        """The key and the body of a document's answer; None if it may not be kept."""
        question = Asked(query, variables, None, operation).key(state) if state else None
        day = state.day if state else None
        result = await self._schema.execute(query, variables, context_value=day, operation_name=operation)
        return (question, orjson.dumps(_body(result))) if question and not result.errors else None

    async def _executed(self, request: Request, asked: Asked, day: date | None = None) -> ExecutionResult:
        """The answer to a document in its turn, while the client waits; raises Refused if the queue is full.

        If the graph is being changed, the extension `pending` of the answer says what it may lack: its
        version has just been looked at.
        """
        notice = self.pending()
        async with Watched(request), self.admission:
            result = await self._schema.execute(
                asked.query,
                asked.variables,
                context_value=day,
                operation_name=asked.operation,
                operation_extensions=asked.extensions,
            )
        if notice and result.data is not None:
            result.extensions = {**(result.extensions or {}), "pending": notice}
        return result

    async def _sent(self, request: Request, headers: Headers) -> bytes:
        """What a request asks, as it was sent: its query string or its body."""
        if request.method in ("GET", "HEAD"):
            query: bytes = request.scope["query_string"]
            return query
        if request.method == "POST":
            return await json_body.raw(request, headers, self._body)
        raise Refused(405, "use GET or POST", Allow=_ALLOW)

    def _asked(self, request: Request, sent: bytes) -> Asked:
        """The parameters of a GraphQL request, with their types checked."""
        if request.method == "POST":
            asked: Any = json_body.parsed(sent, "the body")
        else:
            asked = {name: value for name, value in request.query_params.items() if value}
            for name in ("variables", "extensions"):
                if name in asked:
                    asked[name] = json_body.parsed(asked[name].encode(), name)
        if isinstance(asked, list):
            raise Refused(400, "batches are not offered here: send one request at a time", "NOT_SUPPORTED")
        if not isinstance(asked, dict):
            raise Refused(400, 'the body is not a JSON object: send {"query": "..."}')
        operation = _typed(asked, "operationName", str)
        variables, extensions = _typed(asked, "variables", dict), _typed(asked, "extensions", dict)
        for name in ("query", "documentId"):
            _typed(asked, name, str)
        query = self._persisted.text(asked)
        if not query:
            raise Refused(400, 'there is no query: send {"query": "..."}')
        return Asked(query, variables, extensions, operation)


def _digest(text: bytes) -> bytes:
    return blake2b(text, digest_size=16).digest()


def _result(answer: bytes | ExecutionResult) -> ExecutionResult:
    if isinstance(answer, ExecutionResult):
        return answer
    body = orjson.loads(answer)
    return ExecutionResult(data=body["data"], errors=None, extensions=body.get("extensions"))


class _Kept(Response):
    """A kept answer, or that it has not changed: with headers as bytes, as there are many a second."""

    def __init__(self, status: int, tag: bytes, body: bytes = b"", media_type: str = "") -> None:
        self.status_code, self.body, self.background = status, body, None
        self.raw_headers = [*_KEPT, (b"etag", tag)]
        if media_type:
            self.raw_headers += (
                (b"content-type", b"%b; charset=utf-8" % media_type.encode()),
                (b"content-length", b"%d" % len(body)),
            )


def _response(result: ExecutionResult, media_type: str) -> Response:
    """An answer that is not kept."""
    return Response(
        orjson.dumps(_body(result)),
        _status(result, media_type),
        media_type=f"{media_type}; charset=utf-8",
        headers={**_HEADERS, "Retry-After": "1"} if _is_away(result) else _HEADERS,
    )


@lru_cache(64)
def _accepted(header: bytes | None) -> str:
    """The media type of the answer; raises Refused if the client accepts neither."""
    if header is None or header == b"*/*":
        return _LEGACY
    best: tuple[float, str] = (0.0, "")
    for part in header.decode("latin-1").split(","):
        name, *params = (piece.strip().lower() for piece in part.split(";"))
        try:
            quality = next((float(p[2:]) for p in params if p.startswith("q=")), 1.0)
        except ValueError:
            quality = 0.0
        found = _ANSWERS.get(name)
        if found and (quality, found == _MODERN) > (best[0], best[1] == _MODERN):
            best = (quality, found)
    if not best[1]:
        raise Refused(406, f"this service answers with {_MODERN} or {_LEGACY}: accept one of them")
    return best[1]


def _typed(asked: dict[str, Any], name: str, type_: type) -> Any:
    value = asked.get(name)
    if value is not None and not isinstance(value, type_):
        what = "a JSON object" if type_ is dict else "a text"
        raise Refused(400, f"{name} is not {what}")
    return value


def _body(result: ExecutionResult) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [_told(error) for error in result.errors]
    if result.data is not None or not result.errors or any(error.path for error in result.errors):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def _told(error: GraphQLError) -> dict[str, Any]:
    told = refusal.told("", error.message)
    return {**error.formatted, "extensions": {**told["extensions"], **(error.extensions or {})}}


def _is_away(result: ExecutionResult) -> bool:
    return result.errors is not None and _FAILED.get(_code(result.errors[0])) == 503


def _code(error: GraphQLError) -> Any:
    return (error.extensions or {}).get("code")


def _status(result: ExecutionResult, media_type: str) -> int:
    if result.data is not None or not result.errors:
        return 200
    for error in result.errors:
        if status := _FAILED.get(_code(error)):
            return status
    if media_type == _LEGACY or any(error.path for error in result.errors):
        return 200
    return 400
