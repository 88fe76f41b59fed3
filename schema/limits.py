"""The limits of a request, all checked before anything runs."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from medcodegraph.errors import RequestError


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper limits of one request. Fragments count each time they are spread."""

    document: int = 100_000  # characters
    tokens: int = 5_000  # tokens of the document
    fields: int = 2_000
    depth: int = 30
    aliases: int = 200
    directives: int = 100
    introspection: int = 10  # aliases in introspection
    page: int = 1_000  # `first` of one list
    cost: int = 50_000  # objects, by multiplied page sizes
    planning: int = 40_000  # characters of the Cypher statement: 1,000 cost Neo4j 0.2 s to plan
    values: int = 5_000  # values in the variables, including those in lists and input objects
    nesting: int = 12  # nesting of lists and input objects, in the document or the variables

    def check_cost(self, cost: int) -> None:
        """Raise RequestError if a query may return too many objects."""
        if cost > self.cost:
            raise RequestError(
                f"the query may return {cost:,} objects, more than {self.cost:,}: ask for smaller pages "
                "(page sizes multiply)",
                "QUERY_TOO_EXPENSIVE",
            )

    def check_planning(self, length: int) -> None:
        """Raise RequestError if Neo4j would take long to plan a query's statement."""
        if length > self.planning:
            raise RequestError(
                f"the query becomes a statement of {length:,} characters, more than {self.planning:,}, "
                "which takes too long to plan: ask for fewer fields at once, `coverage` above all",
                "QUERY_TOO_EXPENSIVE",
            )

    def check_values(self, variables: Mapping[str, Any]) -> None:
        """Raise RequestError if there are too many variable values, or too deeply nested ones."""
        count, level = 0, [value for value in variables.values() if isinstance(value, list | dict)]
        for _ in range(self.nesting):
            if not level:
                return
            count += sum(map(len, level))
            if count > self.values:
                raise RequestError(
                    f"the variables contain more than {self.values} values: send fewer at once",
                    "QUERY_TOO_LARGE",
                )
            inner = (item for one in level for item in (one.values() if isinstance(one, dict) else one))
            level = [item for item in inner if isinstance(item, list | dict)]
        if level:
            raise too_nested(self.nesting)


def too_nested(limit: int) -> RequestError:
    """The error for lists and input objects that are nested too deeply."""
    return RequestError(
        f"lists and input objects are nested more than {limit} levels deep: write the filter flatter",
        "QUERY_TOO_DEEP",
    )


class Budget:
    """Counts selected fields and depth while the tree is built; raises RequestError when exceeded.

    `page` is the largest page size.
    """

    def __init__(self, limits: Limits) -> None:
        self.page = limits.page
        self._fields, self._depth = limits.fields, limits.depth
        self._left, self._at = limits.fields, 0

    @property
    def spent(self) -> int:
        """The number of fields counted."""
        return self._fields - self._left

    def field(self) -> None:
        """Count one selected field (a fragment's field counts each time it is reached)."""
        self._left -= 1
        if self._left < 0:
            raise RequestError(
                f"the query selects more than {self._fields} fields: ask for less at once", "QUERY_TOO_LARGE"
            )

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Enter one level of nesting."""
        self._at += 1
        if self._at > self._depth:
            raise RequestError(
                f"the query is nested more than {self._depth} levels deep: ask for the rest by key",
                "QUERY_TOO_DEEP",
            )
        yield
        self._at -= 1
