"""The schema against the one last released: nothing that a client relies on goes without notice.

A release copies schema/schema.graphql over schema/released.graphql. What is to go is deprecated before that,
with the reason and the first day on which it may be gone.
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

SCHEMA = Path(__file__).parents[2] / "schema"
CURRENT = build_schema((SCHEMA / "schema.graphql").read_text())


def overdue(schema: GraphQLSchema) -> dict[str, str | None]:
    """Deprecation reasons by coordinate, those of which the day has come as None."""
    found: dict[str, str | None] = {}
    for name, type_ in schema.type_map.items():
        if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            continue
        for field, definition in type_.fields.items():
            if definition.deprecation_reason is not None:
                found[f"{name}.{field}"] = definition.deprecation_reason
    return found


def test_nothing_breaks_against_the_released_schema() -> None:
    """What was announced may go when its day has come, and nothing else."""
    released = build_schema((SCHEMA / "released.graphql").read_text())
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
    """A field that goes, an argument that becomes required, a type that becomes nullable."""
    before = build_schema("type Query { a: Int! b(x: Int): Int c: Int }")
    after = build_schema("type Query { a: Int b(x: Int!): Int }")
    assert len(find_breaking_changes(before, after)) == 3


def test_deprecations_carry_a_reason_and_a_day() -> None:
    for place, reason in overdue(CURRENT).items():
        assert reason
        assert re.search(r"\d{4}-\d{2}-\d{2}", reason), f"{place}: say from which day it may be gone"
