"""Refusals of requests, with the same error format everywhere."""

from typing import Any

import orjson
from starlette.responses import Response

from medcodegraph.errors import RequestError
from medcodegraph.telemetry.logs import request_id


class Refused(RequestError):
    """A refused request, with its HTTP status and response headers."""

    def __init__(self, status: int, message: str, code: str = "BAD_REQUEST", **headers: str) -> None:
        self.status = status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        super().__init__(message, code)


class Overloaded(Refused):
    """The service is busy, and its queue full."""

    def __init__(self) -> None:
        super().__init__(503, "the service is busy: try again shortly", "OVERLOADED", Retry_After="1")


class Stopping(Refused):
    """The service stops before a request is finished."""

    def __init__(self) -> None:
        super().__init__(503, "the service is stopping: ask again shortly", "STOPPING", Retry_After="1")


def told(code: str, message: str) -> dict[str, Any]:
    """An error in the clients' format, with the request's id."""
    extensions = {"code": code}
    if (identity := request_id.get()) is not None:
        extensions["requestId"] = identity
    return {"message": message, "extensions": extensions}


def response(refusal: Refused, media_type: str = "application/json") -> Response:
    """The refusal as a response."""
    return Response(
        orjson.dumps({"errors": [told(refusal.code, str(refusal))]}),
        refusal.status,
        media_type=f"{media_type}; charset=utf-8",
        headers={"Cache-Control": "no-store", **refusal.headers},
    )
