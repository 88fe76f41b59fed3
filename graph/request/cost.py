"""The cost of a request before it runs: how many objects its lists may return, page sizes multiplied."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from medcodegraph.graph.model import Rel
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.tree import (
    Call,
    Facets,
    Field,
    Hop,
    Items,
    Link,
    Operation,
    Page,
    Rows,
    Same,
    Shape,
    Total,
    Way,
)

LIST = 10
"""The assumed length of a list without a page size."""

UPWARD = {Rel.CHILD_OF: 1, Rel.IS_A: 2, Rel.REPLACED_BY: 1, Rel.PREVIOUSLY_CODED_AS: 2}
"""The same for a hop up a hierarchy or to a successor."""

WORK = 10
"""The cost of a count, or of a library query, besides the objects it returns."""

Cost = Callable[[Mapping[str, Any]], int]
"""A function from the Cypher parameters of a run to the number of objects."""


def estimate(operation: Operation, name: Callable[[Parameter], str]) -> Cost:
    """The cost of an operation, as a function of its Cypher parameters; `name` names them."""
    return _Terms(name).fields(operation.fields)


class _Terms:
    def __init__(self, name: Callable[[Parameter], str]) -> None:
        self._name = name

    def fields(self, fields: Sequence[Field]) -> Cost:
        return _sum([self.field(part) for part in fields if isinstance(part, Same | Link | Page)])

    def field(self, part: Same | Link | Page) -> Cost:
        match part:
            case Same():
                return self.shape(part.shape)
            case Link():
                return self.link(part)
            case Page():
                return self.page(part)

    def shape(self, shape: Shape) -> Cost:
        """An object of several possible types costs as much as the most expensive one."""
        options = [self.fields(fields) for fields in {id(f): f for f in shape.types.values()}.values()]
        return options[0] if len(options) == 1 else lambda values: max(one(values) for one in options)

    def link(self, part: Link) -> Cost:
        inner, many, work = self.shape(part.shape), _usual(part.rows) if part.many else 1, _work(part)
        if (size := _size(part.rows)) is not None:
            keys = self._name(size)
            return lambda values: work + len(values[keys]) * (1 + inner(values))
        return lambda values: work + many * (1 + inner(values))

    def page(self, part: Page) -> Cost:
        items = _sum([self.shape(piece.shape) for piece in part.parts if isinstance(piece, Items)])
        first, work = self._name(part.first), _work(part)
        work += WORK * sum(isinstance(piece, Total | Facets) for piece in part.parts)
        return lambda values: work + values[first] * (1 + items(values))


def _usual(rows: Rows) -> int:
    if isinstance(rows, Hop) and rows.way is Way.OUT:
        return max(UPWARD.get(rel, LIST) for rel in rows.rels)
    return LIST


def _size(rows: Rows) -> Parameter | None:
    """The list whose length is the number of rows."""
    return rows.size if isinstance(rows, Call) else None


def _work(part: Link | Page) -> int:
    return WORK if isinstance(part.rows, Call) else 0


def _sum(parts: Sequence[Cost]) -> Cost:
    match parts:
        case []:
            return lambda _: 0
        case [one]:
            return one
    return lambda values: sum(part(values) for part in parts)
