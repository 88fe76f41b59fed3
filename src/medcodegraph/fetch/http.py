"""One HTTP request for a file, with Python's own client: http and https, never redirected to less secure."""

import http.client
import os
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.message import Message
from typing import IO, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from medcodegraph import __version__
from medcodegraph.errors import FetchError

PATIENCE = 30.0
"""Seconds without a byte after which a connection counts as broken."""
_AGENT = f"medcodegraph/{__version__} (knowledge graph of medical codes; downloads on a person's request)"
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_CUT = (http.client.HTTPException, TimeoutError, ConnectionError, ssl.SSLError, socket.timeout)


class Interrupted(Exception):
    """The connection broke, or the server is busy: worth a retry."""


class _Body(Protocol):
    """The part of a response body's interface that is used."""

    def read1(self, size: int, /) -> bytes: ...


class Answer:
    """A server's answer: the status, the headers, and the body as a stream."""

    def __init__(self, status: int, headers: Message, body: _Body, url: str) -> None:
        self.status, self.headers, self.url, self._body = status, headers, url, body

    def header(self, name: str) -> str:
        """A header's value, or an empty text."""
        return str(self.headers.get(name, "")).strip()

    def chunks(self, size: int = 1 << 16) -> Iterator[bytes]:
        """The bytes of the body; raises Interrupted if they stop coming."""
        try:
            while chunk := self._body.read1(size):
                yield chunk
        except _CUT as error:
            raise Interrupted(_said(error)) from error


@contextmanager
def ask(url: str, headers: Mapping[str, str]) -> Iterator[Answer]:
    """Request a file; every status that the caller can handle is an answer.

    Raises Interrupted for temporary failures, FetchError for a URL that cannot be requested.
    """
    check_address(url)
    request = Request(  # noqa: S310 (the address was checked, and redirects are)
        url, headers={"User-Agent": _AGENT, "Accept-Encoding": "identity", **headers}
    )
    try:
        response = build_opener(_Redirects()).open(request, timeout=PATIENCE)
    except HTTPError as error:
        with error:
            if error.code in _PASSING:
                raise Interrupted(f"the server answered {error.code} {error.reason}") from error
            yield Answer(error.code, error.headers, error, error.url or url)
        return
    except URLError as error:
        if isinstance(error.reason, socket.gaierror | ssl.SSLCertVerificationError):
            reason = f"{urlsplit(url).hostname} cannot be reached ({_said(error.reason)})"
            raise FetchError(f"{reason}: {_remedy(error.reason)}", url) from error
        raise Interrupted(_said(error.reason)) from error
    except _CUT as error:
        raise Interrupted(_said(error)) from error
    with response:
        yield Answer(response.status, response.headers, response, response.url)


def _remedy(reason: BaseException) -> str:
    """What to do if a host cannot be reached, also through a proxy that opens connections."""
    if not isinstance(reason, ssl.SSLCertVerificationError):
        return "check the address and the network"
    named = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
    file = named or "the file with its certificate authority"
    return f"behind a company's proxy, set SSL_CERT_FILE to {file}"


def check_address(url: str) -> None:
    """Raise FetchError for a URL that is not http or https."""
    try:
        parts = urlsplit(url)
        sound = parts.scheme in ("http", "https") and parts.hostname and url.isprintable() and " " not in url
    except ValueError:
        sound = False
    if not sound:
        raise FetchError("this is not an http or https address", url)


class _Redirects(HTTPRedirectHandler):
    """Follows redirects, but only to http and https, and not from https to http."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> Request | None:
        check_address(newurl)
        if req.type == "https" and not newurl.startswith("https:"):
            raise FetchError(f"it leads to {newurl}, which is not encrypted", req.full_url)
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def _said(error: object) -> str:
    return " ".join(str(error).split()) or type(error).__name__
