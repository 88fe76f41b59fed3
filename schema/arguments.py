"""Argument values of a field, with their origins, so that a plan serves all values of the same shape."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    Undefined,
    ValueNode,
    VariableNode,
    value_from_ast,
)

from medcodegraph.graph.request.parameters import Constant, Origin, Parameter, Several, Variable


@dataclass(frozen=True, slots=True)
class Given:
    """A scalar, an enum value, null, or a list of scalars: its current value and its origin."""

    value: Any
    origin: Origin

    def parameter(self, convert: Callable[[Any], Any] | None = None) -> Parameter:
        """The argument as a Cypher parameter."""
        return Parameter(self.origin, convert)


@dataclass(frozen=True, slots=True)
class Object:
    """An input object: the fields that were given. `type` is its GraphQL type."""

    type: GraphQLInputObjectType
    fields: Mapping[str, "Bound"]


@dataclass(frozen=True, slots=True)
class Objects:
    """A list of input objects."""

    items: "tuple[Bound, ...]"


Bound = Given | Object | Objects


class Arguments(dict[str, Bound]):
    """The arguments that were given or have a default, by GraphQL name."""

    def given(self, name: str) -> Given:
        """A scalar argument; null if it was not given."""
        found = self.get(name)
        return found if isinstance(found, Given) else Given(None, Constant(None))

    def parameter(self, name: str, convert: Callable[[Any], Any] | None = None) -> Parameter:
        """A scalar argument as a Cypher parameter."""
        return self.given(name).parameter(convert)


def bind(type_: GraphQLInputType, node: ValueNode | None, variables: Mapping[str, Any]) -> Bound | None:
    """The argument written as `node`; None if it is omitted (or is a variable that was not given)."""
    if node is None:
        return None
    if isinstance(node, VariableNode):
        name = node.name.value
        return _placed(type_, variables[name], (name,)) if name in variables else None
    if isinstance(node, NullValueNode):
        return Given(None, Constant(None))
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_
    if isinstance(inner, GraphQLInputObjectType):
        assert isinstance(node, ObjectValueNode)
        written = {field.name.value: field.value for field in node.fields}
        found = {
            name: bind(field.type, written.get(name), variables) or default(field.type, field.default_value)
            for name, field in inner.fields.items()
        }
        return Object(inner, {name: bound for name, bound in found.items() if bound is not None})
    if isinstance(inner, GraphQLList):
        nodes = node.values if isinstance(node, ListValueNode) else (node,)
        bounds = [bind(inner.of_type, item, variables) or Given(None, Constant(None)) for item in nodes]
        if not _holds_objects(inner):
            givens = [bound for bound in bounds if isinstance(bound, Given)]
            return Given([g.value for g in givens], Several(tuple(g.origin for g in givens)))
        return Objects(tuple(bounds))
    value = value_from_ast(node, inner, dict(variables))
    return Given(value, Constant(value))


def default(type_: GraphQLInputType, value: Any) -> Bound | None:
    """The default of an omitted argument or input field, or None."""
    return None if value is Undefined else _placed(type_, value, None)


def _placed(type_: GraphQLInputType, value: Any, path: tuple[str | int, ...] | None) -> Bound:
    """A coerced value: found at `path` in the variables, or a constant if there is no path."""
    inner = type_.of_type if isinstance(type_, GraphQLNonNull) else type_

    def further(step: str | int) -> tuple[str | int, ...] | None:
        return None if path is None else (*path, step)

    if isinstance(inner, GraphQLInputObjectType) and isinstance(value, Mapping):
        fields = {
            name: _placed(field.type, value[key], further(key))
            for name, field in inner.fields.items()
            if (key := field.out_name or name) in value
        }
        return Object(inner, fields)
    if isinstance(inner, GraphQLList) and isinstance(value, list) and _holds_objects(inner):
        return Objects(tuple(_placed(inner.of_type, item, further(i)) for i, item in enumerate(value)))
    return Given(value, Constant(value) if path is None else Variable(path))


def _holds_objects(type_: GraphQLList[Any]) -> bool:
    inner = type_.of_type
    while isinstance(inner, GraphQLNonNull | GraphQLList):
        inner = inner.of_type
    return isinstance(inner, GraphQLInputObjectType)


def outline(value: Any) -> Any:
    """What a plan depends on in a coerced variable: nullness, booleans, enum values, object keys."""
    if value is None or isinstance(value, bool | Enum):
        return value
    if isinstance(value, Mapping):
        return tuple((key, outline(item)) for key, item in value.items())
    if isinstance(value, list):
        return (
            tuple(outline(item) for item in value) if any(isinstance(i, Mapping) for i in value) else "list"
        )
    return "value"
