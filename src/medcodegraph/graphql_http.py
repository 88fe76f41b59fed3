"""GraphQL over HTTP: GET and POST with JSON, media types and status codes as that specification says.

What is no GraphQL request answers 4xx. One that fails before it runs answers 400 where the client accepts
`application/graphql-response+json`, and 200 with plain `application/json`, as old clients expect. Where the
database cannot answer, the status is 503.
"""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from strawberry.types import ExecutionResult

from medcodegraph.errors import RequestError
from medcodegraph.schema.execution import GraphSchema

LARGEST_BODY = 1_000_000  # bytes
_MODERN = "application/graphql-response+json"
_LEGACY = "application/json"
_UNAVAILABLE = {"DATABASE_UNAVAILABLE": 503, "INTERNAL": 500}


class _Refused(RequestError):
    """Not a GraphQL request at all."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        self.status, self.headers = status, headers
        super().__init__(message)


async def respond(request: Request, schema: GraphSchema) -> Response:
    """Answer one HTTP request."""
    media_type = _LEGACY
    try:
        media_type = _accepted(request.headers.get("accept"))
        asked = await _asked(request)
    except _Refused as refusal:
        error = {"message": str(refusal), "extensions": {"code": refusal.code}}
        return _response({"errors": [error]}, refusal.status, media_type, refusal.headers)
    result = await schema.execute(
        asked["query"],
        asked["variables"],
        operation_name=asked["operationName"],
        operation_extensions=asked["extensions"],
    )
    return _response(_body(result), _status(result, media_type), media_type, {})


def _accepted(header: str | None) -> str:
    """The media type to answer with; raises _Refused where the client takes neither."""
    best: tuple[float, str] = (0.0, "")
    for part in (header or "*/*").split(","):
        name, *params = (piece.strip().lower() for piece in part.split(";"))
        try:
            quality = next((float(p[2:]) for p in params if p.startswith("q=")), 1.0)
        except ValueError:
            quality = 0.0
        found = {_MODERN: _MODERN, _LEGACY: _LEGACY, "application/*": _LEGACY, "*/*": _LEGACY}.get(name)
        if found and (quality, found == _MODERN) > (best[0], best[1] == _MODERN):
            best = (quality, found)
    if not best[1]:
        raise _Refused(406, f"this service answers with {_MODERN} or {_LEGACY}: accept one of them")
    return best[1]


async def _asked(request: Request) -> dict[str, Any]:
    """The four parameters of a GraphQL request, of the right types."""
    if request.method in ("GET", "HEAD"):
        asked: Any = {name: value for name, value in request.query_params.items() if value}
        for name in ("variables", "extensions"):
            if name in asked:
                asked[name] = _json(asked[name].encode(), name)
    elif request.method == "POST":
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise _Refused(415, "send the request as JSON, with Content-Type: application/json")
        asked = _json(await _read(request), "the body")
    else:
        raise _Refused(405, "use GET or POST", Allow="GET, POST")
    if not isinstance(asked, dict):
        raise _Refused(400, 'the body is not a JSON object: send {"query": "..."}')
    return {
        "query": _typed(asked, "query", str, required=True),
        "operationName": _typed(asked, "operationName", str),
        "variables": _typed(asked, "variables", dict),
        "extensions": _typed(asked, "extensions", dict),
    }


def _typed(asked: dict[str, Any], name: str, type_: type, *, required: bool = False) -> Any:
    value = asked.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, type_) or value == "":
        what = "a JSON object" if type_ is dict else "a text"
        raise _Refused(400, f"{name} is {'missing or ' if required else ''}not {what}")
    return value


async def _read(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise _Refused(413, f"the body is larger than {LARGEST_BODY:,} bytes", Connection="close")
    return bytes(body)


def _json(text: bytes, what: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise _Refused(400, f"{what} is not JSON in UTF-8: {error}") from error


def _body(result: ExecutionResult) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if result.errors:
        body["errors"] = [error.formatted for error in result.errors]
    if result.data is not None or not result.errors or any(error.path for error in result.errors):
        body["data"] = result.data
    if result.extensions:
        body["extensions"] = result.extensions
    return body


def _status(result: ExecutionResult, media_type: str) -> int:
    if result.data is not None or not result.errors:
        return 200
    for error in result.errors:
        code = (error.extensions or {}).get("code")
        if code in _UNAVAILABLE:
            return _UNAVAILABLE[code]
    if media_type == _LEGACY or any(error.path for error in result.errors):
        return 200
    return 400


def _response(body: dict[str, Any], status: int, media_type: str, headers: dict[str, str]) -> Response:
    return Response(
        orjson.dumps(body),
        status,
        media_type=f"{media_type}; charset=utf-8",
        headers={"Vary": "Accept", "X-Content-Type-Options": "nosniff", **headers},
    )
