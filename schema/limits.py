"""What a request may ask for before anything runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from medcodegraph.errors import RequestError

MAX_TOKENS = 5_000
MAX_FIELDS = 2_000
MAX_DEPTH = 30


class Budget:
    """Counts selected fields and depth while the tree is built; raises RequestError where it is spent."""

    def __init__(self, fields: int = MAX_FIELDS, depth: int = MAX_DEPTH) -> None:
        self._fields, self._depth, self._left, self._at = fields, depth, fields, 0

    def field(self) -> None:
        """One more field is selected (a fragment's field counts each time it is reached)."""
        self._left -= 1
        if self._left < 0:
            raise RequestError(
                f"the query selects more than {self._fields} fields: ask for less at once", "QUERY_TOO_LARGE"
            )

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """One level of nesting."""
        self._at += 1
        if self._at > self._depth:
            raise RequestError(
                f"the query nests more than {self._depth} levels: ask for the rest by key", "QUERY_TOO_DEEP"
            )
        yield
        self._at -= 1
