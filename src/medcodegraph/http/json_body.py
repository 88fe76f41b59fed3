"""Reads JSON bodies, limited in size and time, with clear refusals."""

import asyncio
from typing import Any

import orjson
from starlette.requests import Request

from medcodegraph.http.refusal import Refused
from medcodegraph.http.serving.disconnect import ClientGone

PATIENCE = 15.0
"""Seconds within which a body must arrive."""


async def body(request: Request, largest: int) -> Any:
    """The JSON value of a request's body; raises Refused if it is missing or not JSON."""
    return parsed(await raw(request, largest), "the body")


async def raw(request: Request, largest: int) -> bytes:
    """A request's body, which is JSON according to its headers; raises Refused if it is not."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        what = "uploads (multipart) are not offered here: " if kind.startswith("multipart/") else ""
        raise Refused(415, f"{what}send the request as JSON, with Content-Type: application/json")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Refused(
            415, "send the body uncompressed: compressed bodies are not accepted", Accept_Encoding="identity"
        )
    return await _read(request, largest)


def parsed(text: bytes, what: str) -> Any:
    """A JSON text's value."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Refused(400, f"{what} is not valid JSON in UTF-8: {error}") from error


async def _read(request: Request, largest: int) -> bytes:
    given = request.headers.get("content-length", "0")
    if given.isascii() and given.isdigit() and (len(given) > 12 or int(given) > largest):
        raise _too_large(largest)
    read, more = bytearray(), True
    try:
        async with asyncio.timeout(PATIENCE):
            while more:
                message = await request.receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                read += message.get("body", b"")
                more = message.get("more_body", False)
                if len(read) > largest:
                    raise _too_large(largest)
    except TimeoutError as error:
        raise Refused(408, f"the body did not arrive within {PATIENCE:g} s", Connection="close") from error
    return bytes(read)


def _too_large(largest: int) -> Refused:
    return Refused(413, f"the body is larger than {largest:,} bytes", "BODY_TOO_LARGE", Connection="close")
