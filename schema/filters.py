"""Filters and orders, the same for every list: their input types, and their translation for the graph."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from typing import Any

import strawberry
from graphql import GraphQLInputObjectType

from medcodegraph.errors import RequestError
from medcodegraph.graph.request import tree
from medcodegraph.graph.request.parameters import Constant, Parameter
from medcodegraph.graph.request.properties import NATURAL, TODAY, Property, Type
from medcodegraph.graph.request.tree import AllOf, AnyOf, Filter, Not, Operator, Reaches, Sort
from medcodegraph.schema.arguments import Bound, Given, Object, Objects
from medcodegraph.schema.known_values import conversion
from medcodegraph.schema.mapping import MAP, Filtered, Span


def _operator(description: str) -> Any:
    return strawberry.field(description=description, default=strawberry.UNSET)


@strawberry.input
class StringFilter:
    """Compares a text; all given comparisons must match."""

    eq: str | None = _operator("Is exactly this.")
    ne: str | None = _operator("Is not this (or is missing).")
    in_: list[str] | None = strawberry.field(
        name="in", description="Is one of these.", default=strawberry.UNSET
    )
    contains: str | None = _operator("Contains this, ignoring case.")
    starts_with: str | None = _operator("Starts with this.")
    is_null: bool | None = _operator("Is missing (true) or present (false).")


@strawberry.input
class KeyFilter:
    """Filters by related objects: whether there are any, or by their keys, in any form. All given
    comparisons must match the same object.
    """

    exists: bool | None = _operator("There is one (true) or none (false).")
    eq: str | None = _operator("There is one with this key.")
    in_: list[str] | None = strawberry.field(
        name="in", description="There is one with one of these keys.", default=strawberry.UNSET
    )
    starts_with: str | None = _operator("There is one whose key starts with this: `HCPCS:`.")


@strawberry.input
class TextFilter:
    """Searches a text."""

    contains: str | None = _operator("Contains this, ignoring case.")


@strawberry.input
class BooleanFilter:
    """Compares a flag."""

    eq: bool | None = _operator("Is this.")
    is_null: bool | None = _operator("Is missing (true) or present (false).")


@strawberry.input
class DateFilter:
    """Compares a date; all given comparisons must match."""

    eq: date | None = _operator("Is this day.")
    lt: date | None = _operator("Is before this day.")
    lte: date | None = _operator("Is this day or earlier.")
    gt: date | None = _operator("Is after this day.")
    gte: date | None = _operator("Is this day or later.")
    is_null: bool | None = _operator("Is missing (true) or present (false).")


@strawberry.enum
class Direction(Enum):
    """Sort direction."""

    ASC = strawberry.enum_value("asc", description="Smallest first.")
    DESC = strawberry.enum_value("desc", description="Largest first.")


def condition(bound: Bound | None, *others: Filter) -> Filter | None:
    """A filter argument combined with other conditions; None if there are none."""
    parts = (*((_object(bound),) if isinstance(bound, Object) else ()), *others)
    return AllOf(parts) if len(parts) > 1 else parts[0] if parts else None


def on_day(day: Given, spans: Sequence[Span]) -> Iterator[Filter]:
    """The conditions that a day is within all spans; empty if no day is given."""
    if day.value is None:
        return
    given, missing = day.parameter(_iso), Parameter(Constant(True))
    for span in spans:
        lasts = (span.last,) if span.over_by is None else (span.last, span.over_by)
        for by, operator in ((span.first, Operator.LTE), *((last, Operator.GTE) for last in lasts)):
            open_ended = tree.Test((by,), Operator.IS_NULL, missing)
            yield AnyOf((open_ended, tree.Test((by,), operator, given, date=True)))
        if span.status is not None:
            over = tree.Test((span.status,), Operator.EQ, Parameter(Constant("retired")))
            endless = tree.Test((span.last,), Operator.IS_NULL, missing)
            past = tree.Test((Property(TODAY),), Operator.GT, given, date=True)
            yield AnyOf((Not(AllOf((over, endless))), past))


def _object(found: Object) -> Filter:
    parts: list[Filter] = []
    for name, bound in found.fields.items():
        if isinstance(bound, Given) and bound.value is None:
            raise RequestError(f"filter.{name} is null: leave it out, or use isNull", "BAD_FILTER")
        if name in ("and", "or"):
            assert isinstance(bound, Objects)
            inner = tuple(_object(item) for item in bound.items if isinstance(item, Object))
            parts.append(AllOf(inner) if name == "and" else AnyOf(inner))
        elif name == "not":
            assert isinstance(bound, Object)
            parts.append(Not(_object(bound)))
        else:
            assert isinstance(bound, Object)
            parts += _comparisons(found.type.name, _filtered(found.type, name), bound)
    return AllOf(tuple(parts))


def _filtered(type_: GraphQLInputObjectType, name: str) -> Filtered:
    field = type_.fields[name].extensions["strawberry-definition"]
    mapped: Filtered = field.metadata[MAP]
    return mapped


def _comparisons(within: str, mapped: Filtered, found: Object) -> list[Filter]:
    dated, property_ = found.type.name == "DateFilter", mapped.properties[0].name
    tests: list[Filter] = []
    exists: list[Filter] = []
    for name, bound in found.fields.items():
        assert isinstance(bound, Given)
        if bound.value is None:
            raise RequestError(f"{name} is null: leave it out, or use isNull: true", "BAD_FILTER")
        if name == "exists":
            assert mapped.hop is not None
            there = Reaches(mapped.hop, AllOf(()))
            exists.append(there if bound.value else Not(there))
            continue
        operator = Operator(name)
        as_date = dated and operator is not Operator.IS_NULL
        convert = _iso if as_date else conversion(within, property_, operator)
        tests.append(tree.Test(mapped.properties, operator, bound.parameter(convert), as_date))
    if mapped.hop is None or not tests:
        return exists + tests
    return [*exists, Reaches(mapped.hop, AllOf(tuple(tests)))]


def _iso(value: date) -> str:
    return value.isoformat()


def order(bound: Bound | None) -> tuple[Sort, ...]:
    """The sort keys of an order argument: `[{ field: DISPLAY, direction: DESC }]`."""
    if not isinstance(bound, Objects):
        return ()
    sorts: list[Sort] = []
    for item in bound.items:
        assert isinstance(item, Object)
        field, direction = item.fields["field"], item.fields.get("direction")
        assert isinstance(field, Given)
        name = str(getattr(field.value, "value", field.value))
        falling = isinstance(direction, Given) and direction.value is Direction.DESC
        kind = Type.DATE if name.startswith(("valid_", "effective_")) else Type.STRING
        sorts.append(Sort(Property(name), falling, kind, always=name in ("key", NATURAL)))
    return tuple(sorts)
