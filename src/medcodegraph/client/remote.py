"""The graph over HTTP, for holders of a token: `POST /cypher` and `/graphql` of a service."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from medcodegraph.client.flatten import flatten
from medcodegraph.client.rows import Rows
from medcodegraph.errors import DatabaseUnavailable, RequestError, SettingsError
from medcodegraph.graph.library.queries import question


class Remote:
    """A service at an address; a context manager, though nothing has to be closed."""

    def __init__(self, address: str, token: str | None, timeout: float) -> None:
        if urlsplit(address).scheme not in ("http", "https"):
            raise SettingsError(f"{address!r} is not the address of a service: give https://...")
        self._address = address.rstrip("/").removesuffix("/graphql")
        self._timeout = timeout
        self._headers = {"content-type": "application/json", "accept": "application/json"}
        if token:
            self._headers["authorization"] = f"Bearer {token}"

    def run(self, name: str, **parameters: Any) -> Rows:
        """The rows of a question of the query library: `run("similar_codes", key="CPT:0537T")`.

        The service must have Cypher enabled. Raises NotFoundError for a name that does not exist,
        SettingsError for a wrong parameter.
        """
        return self.cypher(*question(name).sent(parameters))

    def cypher(self, statement: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> Rows:
        """The rows of a statement; their `complete` is False if the service cut them short."""
        values = {name: _said(value) for name, value in {**(parameters or {}), **more}.items()}
        lines = self._post("/cypher", {"statement": statement, "parameters": values}).splitlines()
        answers = [json.loads(line) for line in lines]
        last = answers[-1]
        if "end" not in last:
            raise _refused(last.get("error", {"message": "the answer was cut off"}))
        rows = [answer["row"] for answer in answers[1:-1]]
        end = last["end"]
        return Rows(answers[0]["columns"], rows, complete=end["complete"], pending=end.get("pending"))

    def graphql(self, query: str, variables: Mapping[str, Any] | None = None, **more: Any) -> Rows:
        """The rows of a GraphQL answer, with variables by name; `data` of them is the answer itself."""
        values = {**(variables or {}), **more}
        answer = json.loads(self._post("/graphql", {"query": query, "variables": values}))
        for error in answer.get("errors", ()):
            raise _refused(error)
        pending = answer.get("extensions", {}).get("pending")
        return Rows(*flatten(answer["data"]), pending=pending, data=answer["data"])

    def close(self) -> None:
        """Do nothing: every request has its own connection."""

    def __enter__(self) -> "Remote":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _post(self, path: str, body: Any) -> bytes:
        request = Request(  # noqa: S310 (the scheme was looked at)
            self._address + path, json.dumps(body, default=str).encode(), self._headers
        )
        try:
            with urlopen(request, timeout=self._timeout) as answer:  # noqa: S310
                found: bytes = answer.read()
                return found
        except HTTPError as error:
            try:
                errors = json.loads(error.read())["errors"]
            except (ValueError, KeyError, TypeError):
                raise RequestError(f"{self._address}{path} answered with {error.code}") from error
            raise _refused(errors[0]) from error
        except (URLError, TimeoutError, ConnectionError) as error:
            raise DatabaseUnavailable(f"{self._address} cannot be reached: {error}") from error


def _refused(error: Mapping[str, Any]) -> RequestError:
    return RequestError(str(error["message"]), str(error.get("extensions", {}).get("code", "BAD_REQUEST")))


def _said(value: Any) -> Any:
    """A parameter in the JSON of `POST /cypher`."""
    if isinstance(value, datetime):
        return {"$datetime": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, list | tuple):
        return [_said(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _said(item) for name, item in value.items()}
    return value
