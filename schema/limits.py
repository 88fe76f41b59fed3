"""What a request may ask for; all of it is checked before anything runs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from medcodegraph.errors import RequestError


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one request may be or ask for. Fragments count each time they are spread."""

    document: int = 100_000  # characters
    tokens: int = 5_000  # words and signs of the document
    fields: int = 2_000
    depth: int = 30
    aliases: int = 200
    directives: int = 100
    introspection: int = 10  # aliases where the schema itself is asked for
    page: int = 1_000  # `first` of one list
    cost: int = 50_000  # objects, by multiplied page sizes
    planning: int = 40_000  # characters of the Cypher statement: 1,000 cost Neo4j 0.2 s to plan
    values: int = 5_000  # values in the variables, of lists and input objects too
    nesting: int = 12  # lists and input objects within each other, in the document or the variables

    def check_cost(self, cost: int) -> None:
        """Refuse a query that may bring too many objects: raises RequestError."""
        if cost > self.cost:
            raise RequestError(
                f"the query may bring {cost:,} objects, more than {self.cost:,}: ask for smaller pages "
                "(page sizes multiply)",
                "QUERY_TOO_EXPENSIVE",
            )

    def check_planning(self, length: int) -> None:
        """Refuse a query whose statement would take Neo4j long to plan: raises RequestError."""
        if length > self.planning:
            raise RequestError(
                f"the query becomes a statement of {length:,} characters, more than {self.planning:,}, "
                "which takes long to plan: ask for fewer fields at once, `coverage` above all",
                "QUERY_TOO_EXPENSIVE",
            )

    def check_values(self, variables: Mapping[str, Any]) -> None:
        """Refuse variables that are too many or too deep: raises RequestError."""
        count, level = 0, [value for value in variables.values() if isinstance(value, list | dict)]
        for _ in range(self.nesting):
            if not level:
                return
            count += sum(map(len, level))
            if count > self.values:
                raise RequestError(
                    f"the variables hold more than {self.values} values: send fewer at once",
                    "QUERY_TOO_LARGE",
                )
            inner = (item for one in level for item in (one.values() if isinstance(one, dict) else one))
            level = [item for item in inner if isinstance(item, list | dict)]
        if level:
            raise too_nested(self.nesting)


def too_nested(limit: int) -> RequestError:
    """The refusal of lists and input objects that lie too deep within each other."""
    return RequestError(
        f"lists and input objects nest more than {limit} levels: write the filter flatter", "QUERY_TOO_DEEP"
    )


class Budget:
    """Counts selected fields and depth while the tree is built; raises RequestError where it is spent.

    `page` is the most that one list may give.
    """

    def __init__(self, limits: Limits) -> None:
        self.page = limits.page
        self._fields, self._depth = limits.fields, limits.depth
        self._left, self._at = limits.fields, 0

    @property
    def spent(self) -> int:
        """How many fields were counted."""
        return self._fields - self._left

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
