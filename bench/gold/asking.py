"""Sends queries to a GraphQL server one at a time, with one retry."""

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

Row = dict[str, str]
TIMEOUT = 60.0


class NoAnswer(Exception):
    """The server returned no data, twice."""


@dataclass
class Score:
    """The result of one row: whether all its parts are correct, each part, and the answer."""

    right: bool
    parts: dict[str, bool]
    reason: str


@dataclass(eq=False)
class Server:
    """A GraphQL endpoint, and the cost of its queries."""

    url: str
    requests: int = 0
    seconds: float = 0.0

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """The data of an answer."""
        try:
            return self._once(query, variables)
        except NoAnswer:
            time.sleep(1)
            return self._once(query, variables)

    def _once(self, query: str, variables: dict[str, object]) -> dict[str, Any]:
        body = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(self.url, body, {"content-type": "application/json"})
        begin = time.monotonic()
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            raise NoAnswer(f"{error.code} {error.read()[:300]!r}") from None
        except (OSError, ValueError) as error:
            raise NoAnswer(repr(error)) from None
        finally:
            self.requests += 1
            self.seconds += time.monotonic() - begin
        data = answer.get("data")
        if data is None or (answer.get("errors") and all(value is None for value in data.values())):
            raise NoAnswer(str(answer.get("errors"))[:300])
        return data  # type: ignore[no-any-return]
