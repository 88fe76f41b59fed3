"""The schema as published: the committed file is current, everything is described, conventions hold."""

from pathlib import Path

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    build_schema,
    is_specified_scalar_type,
)
from strawberry.utils.str_converters import to_camel_case

from medcodegraph.graph.model import NODE_PROPERTIES, Label
from medcodegraph.schema.build import sdl

FILE = Path(__file__).parents[2] / "schema" / "schema.graphql"
SCHEMA = build_schema(sdl())
TYPES = {name: type_ for name, type_ in SCHEMA.type_map.items() if not name.startswith("__")}


def test_committed_schema_is_current() -> None:
    """`python -m medcodegraph.schema.build > schema/schema.graphql` regenerates it: review the diff."""
    assert FILE.read_text() == sdl()


def test_everything_is_described() -> None:
    """Every type, field, argument and enum value has a description."""
    missing = []
    for name, type_ in TYPES.items():
        if is_specified_scalar_type(type_):
            continue
        if not type_.description:
            missing.append(name)
        parts = (
            type_.values
            if isinstance(type_, GraphQLEnumType)
            else type_.fields
            if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType)
            else {}
        )
        for part_name, part in parts.items():
            if not part.description:
                missing.append(f"{name}.{part_name}")
            for argument_name, argument in getattr(part, "args", {}).items():
                if not argument.description:
                    missing.append(f"{name}.{part_name}({argument_name}:)")
    assert missing == []


def test_lists_hold_no_nulls_and_are_never_null() -> None:
    """A list in an answer is `[T!]!`; only `nodes` has nulls, for unknown keys."""
    wrong = []
    for name, type_ in TYPES.items():
        if not isinstance(type_, GraphQLObjectType):
            continue
        for field_name, field in type_.fields.items():
            inner = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            if isinstance(inner, GraphQLList) and (
                inner is field.type or not isinstance(inner.of_type, GraphQLNonNull)
            ):
                wrong.append(f"{name}.{field_name}")
    assert wrong == ["Query.nodes"]


def test_every_label_has_its_type() -> None:
    """The schema covers the graph: one Node type per label, with the same name."""
    nodes = {type_.name for type_ in SCHEMA.get_possible_types(SCHEMA.type_map["Node"])}  # type: ignore[arg-type]
    assert nodes == set(Label)


def test_every_property_has_a_field() -> None:
    """Each property of the model is a field, except a Source's bookkeeping."""
    internal = {"rank", "load", "nodes", "edges", "changed", "changed_codes", "token"}
    internal |= {"compared", "follows", "followed"}
    missing = [
        f"{label}.{name}"
        for label, properties in NODE_PROPERTIES.items()
        for name in properties.keys() - internal
        if to_camel_case(name) not in SCHEMA.type_map[label].fields  # type: ignore[union-attr]
    ]
    assert missing == []


def test_there_is_nothing_to_write_with() -> None:
    """The schema is read-only."""
    assert SCHEMA.mutation_type is None
    assert SCHEMA.subscription_type is None
