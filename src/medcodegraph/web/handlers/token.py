"""Asking for a token if the service has some; it is kept in a cookie that no script can read."""

from collections.abc import Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from medcodegraph.web import address
from medcodegraph.web.page import html

LONGEST = 4_000
"""Bytes of the form."""


def ask(request: Request, status: int = 401, message: str = "", then: str | None = None) -> Response:
    """The page with the form; `then` is where the visitor wanted to go, from the first page."""
    if then is None:
        path = request.url.path.removeprefix(request.scope.get("root_path", "")).lstrip("/")
        then = address.query(path, list(request.query_params.items()))
    headers = {"WWW-Authenticate": 'Bearer realm="medcodegraph"'} if status == 401 else None
    return html(request, "token.html", {"message": message, "then": then}, status, headers)


async def respond(request: Request, is_known: Callable[[str], bool], cookie: str) -> Response:
    """Show the form, or take a token from it and keep it in the cookie, if the service knows it."""
    if request.method != "POST":
        return ask(request, 200, then="")
    given = dict(parse_qsl((await _body(request)).decode("utf-8", "replace")))
    token, then = given.get("token", "").strip(), given.get("then", "")
    if not is_known(token):
        return ask(request, 401, "This service does not know that token.", then)
    answer = RedirectResponse(f"./{then}", 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(cookie, token, httponly=True, samesite="strict", secure=secure)
    return answer


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            return b""
    return body
