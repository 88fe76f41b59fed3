"""The schema compared with the last release: nothing that clients rely on is removed without notice.

A release copies schema/schema.graphql over tests/fixtures/released.graphql. Removals are first deprecated,
with the reason and the first day on which the element may be removed.
"""

import re
from datetime import date
from pathlib import Path

from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
)

CURRENT_FILE = Path(__file__).parents[2] / "schema" / "schema.graphql"
RELEASED = Path(__file__).parents[1] / "fixtures" / "released.graphql"
CURRENT = build_schema(CURRENT_FILE.read_text())


def overdue(schema: GraphQLSchema) -> dict[str, str | None]:
    """Deprecation reasons by coordinate, None for those whose day has come."""
    found: dict[str, str | None] = {}
    for name, type_ in schema.type_map.items():
        if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            continue
        for field, definition in type_.fields.items():
            if definition.deprecation_reason is not None:
                found[f"{name}.{field}"] = definition.deprecation_reason
    return found


def test_nothing_breaks_against_the_released_schema() -> None:
    """Only announced elements may be removed, once their day has come."""
    released = build_schema(RELEASED.read_text())
    announced = {
        place
        for place, reason in overdue(released).items()
        if reason
        and (day := re.search(r"\d{4}-\d{2}-\d{2}", reason))
        and date.fromisoformat(day[0]) <= date.today()
    }
    breaking = [
        change.description
        for change in find_breaking_changes(released, CURRENT)
        if not any(place in change.description for place in announced)
    ]
    assert breaking == []


def test_the_check_sees_what_breaks() -> None:
    """A removed field, an argument that becomes required, a type that becomes nullable."""
    before = build_schema("type Query { a: Int! b(x: Int): Int c: Int }")
    after = build_schema("type Query { a: Int b(x: Int!): Int }")
    assert len(find_breaking_changes(before, after)) == 3


def test_deprecations_carry_a_reason_and_a_day() -> None:
    for place, reason in overdue(CURRENT).items():
        assert reason
        assert re.search(r"\d{4}-\d{2}-\d{2}", reason), f"{place}: say from which day it may be gone"
