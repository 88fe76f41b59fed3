"""Reads JSON bodies, limited in size and time, with clear refusals."""

from typing import Any

import orjson
from starlette.requests import Request
from starlette.types import Receive

from medcodegraph.http.refusal import Refused
from medcodegraph.http.serving.disconnect import ClientGone
from medcodegraph.http.serving.within import within

Headers = dict[bytes, bytes]
"""A request's headers by their names in lower case."""

PATIENCE = 15.0
"""Seconds within which a body must arrive."""


async def body(request: Request, largest: int) -> Any:
    """The JSON value of a request's body; raises Refused if it is missing or not JSON."""
    return parsed(await raw(request, dict(request.scope["headers"]), largest), "the body")


async def raw(request: Request, headers: Headers, largest: int) -> bytes:
    """A request's body, which is JSON according to its headers; raises Refused if it is not."""
    kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    if kind != b"application/json":
        what = "uploads (multipart) are not offered here: " if kind.startswith(b"multipart/") else ""
        raise Refused(415, f"{what}send the request as JSON, with Content-Type: application/json")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise Refused(
            415, "send the body uncompressed: compressed bodies are not accepted", Accept_Encoding="identity"
        )
    given = headers.get(b"content-length", b"0")
    if given.isdigit() and (len(given) > 12 or int(given) > largest):
        raise _too_large(largest)
    try:
        return await within(PATIENCE, _read(request.receive, largest))
    except TimeoutError as error:
        raise Refused(408, f"the body did not arrive within {PATIENCE:g} s", Connection="close") from error


def parsed(text: bytes, what: str) -> Any:
    """A JSON text's value."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"{what} is not valid JSON in UTF-8: {error}") from error


async def _read(receive: Receive, largest: int) -> bytes:
    read = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGone
        read += message.get("body", b"")
        if len(read) > largest:
            raise _too_large(largest)
        if not message.get("more_body", False):
            return bytes(read)


def _too_large(largest: int) -> Refused:
    return Refused(413, f"the body is larger than {largest:,} bytes", "BODY_TOO_LARGE", Connection="close")
