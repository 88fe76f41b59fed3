"""Rows to response: functions made once per plan that turn the lists Neo4j returns into the answer.

A shaper takes the row's list and the run's `Bound` and gives the value of one field. In `strict` runs values
come out serialised and a value that GraphQL would refuse raises Violation; otherwise values come out as the
ordinary executor wants them (dates, enum values), with the type's name under TYPE.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from medcodegraph.graph.keyset import encode
from medcodegraph.graph.tree import Information, Leaf, Type

TYPE = "\x00type"


class Violation(Exception):
    """A value that the schema does not allow: the ordinary executor will say so in GraphQL's own words."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What one run of a plan knows: the parameter values, and whether values are checked and serialised."""

    values: Mapping[str, Any]
    strict: bool = True


Shaper = Callable[[list[Any], Bound], Any]
Named = tuple[str, Shaper]
_CHECKS: dict[Type, tuple[type, ...]] = {
    Type.STRING: (str,),
    Type.DATE: (str,),
    Type.BOOLEAN: (bool,),
    Type.INT: (int,),
    Type.FLOAT: (float, int),
}


def constant(value: Any) -> Shaper:
    """The same value for each row."""
    return lambda _row, _bound: value


def leaf(field: Leaf, index: int) -> Shaper:
    """A scalar or enum, or a list of them, at `index` of the row."""
    one = _enum(field.names) if field.names is not None else _scalar(field.type)
    if field.many:
        return lambda row, bound: [one(item, bound) for item in row[index]]
    required = field.required

    def shape(row: list[Any], bound: Bound) -> Any:
        value = row[index]
        if value is not None:
            return one(value, bound)
        if required and bound.strict:
            raise Violation
        return None

    return shape


def _scalar(type_: Type) -> Callable[[Any, Bound], Any]:
    allowed = _CHECKS[type_]

    def one(value: Any, bound: Bound) -> Any:
        if not bound.strict:
            return date.fromisoformat(value) if type_ is Type.DATE else value
        if type(value) not in allowed or (type_ is Type.INT and not -(2**31) <= value < 2**31):
            raise Violation
        return value

    return one


def _enum(names: Mapping[str, str]) -> Callable[[Any, Bound], Any]:
    def one(value: Any, bound: Bound) -> Any:
        if not bound.strict:
            return value
        name = names.get(value)
        if name is None:
            raise Violation
        return name

    return one


def record(fields: Sequence[Named], typename: str) -> Shaper:
    """An object: its fields in the order of the selection."""

    def shape(row: list[Any], bound: Bound) -> Any:
        answer = {key: part(row, bound) for key, part in fields}
        if not bound.strict:
            answer[TYPE] = typename
        return answer

    return shape


def variants(types: Mapping[str, Shaper], index: int) -> Shaper:
    """An object of an abstract type: the label at `index` decides which."""

    def shape(row: list[Any], bound: Bound) -> Any:
        chosen = types.get(row[index])
        if chosen is not None:
            return chosen(row, bound)
        if bound.strict:
            raise Violation
        return {TYPE: row[index]}

    return shape


def listed(index: int, item: Shaper) -> Shaper:
    """A list of objects: the rows of a sub-query at `index`."""
    return lambda row, bound: [item(inner, bound) for inner in row[index]]


def single(index: int, item: Shaper, required: bool) -> Shaper:
    """The first row of a sub-query at `index`, or null."""

    def shape(row: list[Any], bound: Bound) -> Any:
        rows = row[index]
        if rows:
            return item(rows[0], bound)
        if required and bound.strict:
            raise Violation
        return None

    return shape


def zipped(indexes: Sequence[int], fields: Sequence[Named], typename: str) -> Shaper:
    """A list of objects kept as parallel lists at `indexes`; `fields` read positions of the zipped row."""
    item = record(fields, typename)

    def shape(row: list[Any], bound: Bound) -> Any:
        lists = [row[index] for index in indexes]
        if bound.strict and len({len(values) for values in lists}) > 1:
            raise Violation
        return [item(list(values), bound) for values in zip(*lists, strict=False)]

    return shape


def cursor(indexes: Sequence[int], mark: str) -> Shaper:
    """The cursor of a row whose sort values stand at `indexes`."""
    return lambda row, _bound: encode(mark, [row[index] for index in indexes])


def items(index: int, item: Shaper, limit: str) -> Shaper:
    """The rows of a page without the extra one that was fetched to see whether more follow."""
    return lambda row, bound: [item(inner, bound) for inner in row[index][: bound.values[limit] - 1]]


def information(field: Information, index: int, limit: str, after: str | None, to_cursor: Shaper) -> Shaper:
    """`pageInfo` of the page whose rows stand at `index`."""

    def fact(name: str, rows: list[list[Any]], size: int, bound: Bound) -> Any:
        if name == "hasNextPage":
            return len(rows) > size
        if name == "hasPreviousPage":
            return after is not None and bound.values[after] is not None
        if name == "__typename":
            return field.typename
        shown = rows[:size]
        if not shown:
            return None
        return to_cursor(shown[0] if name == "startCursor" else shown[-1], bound)

    def shape(row: list[Any], bound: Bound) -> Any:
        rows, size = row[index], bound.values[limit] - 1
        answer = {key: fact(name, rows, size, bound) for key, name in field.facts}
        if not bound.strict:
            answer[TYPE] = field.typename
        return answer

    return shape
