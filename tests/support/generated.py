"""Random valid requests about existing objects: the same for the same seed."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
)

DEPTH = 4
WIDTH = 3


class Request:
    """One random request: `document` and `variables`. `keys` are existing keys, by label."""

    def __init__(self, schema: GraphQLSchema, keys: Mapping[str, Sequence[str]], seed: int) -> None:
        self._schema, self._keys, self._random = schema, keys, Random(seed)
        self._all_keys = sorted(key for some in keys.values() for key in some)
        self._definitions: list[str] = []
        self._names = 0
        self.variables: dict[str, Any] = {}
        assert schema.query_type is not None
        body = self._selection(schema.query_type, DEPTH)
        head = f"({', '.join(self._definitions)})" if self._definitions else ""
        self.document = f"query{head} {body}"

    def _name(self, letter: str) -> str:
        self._names += 1
        return f"{letter}{self._names}"

    def _chance(self, of: float) -> bool:
        return self._random.random() < of

    def _selection(
        self, type_: GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType, depth: int
    ) -> str:
        parts = ["__typename"] if self._chance(0.2) or isinstance(type_, GraphQLUnionType) else []
        if not isinstance(type_, GraphQLUnionType):
            parts += self._fields(type_.fields, depth)
        if not isinstance(type_, GraphQLObjectType):
            for one in self._random.sample(sorted(self._schema.get_possible_types(type_), key=str), k=2):
                parts.append(f"... on {one.name} {{ {' '.join(self._fields(one.fields, depth))} }}")
        elif self._chance(0.15):
            parts = [f"... on {type_.name} {{ {' '.join(parts)} }}"]
        return f"{{ {' '.join(parts)} }}"

    def _fields(self, fields: Mapping[str, GraphQLField], depth: int) -> list[str]:
        usable = [name for name, field in fields.items() if depth > 1 or self._is_leaf(field)]
        chosen = self._random.choices(usable or list(fields), k=self._random.randint(1, WIDTH))
        return [self._field(name, fields[name], depth) for name in chosen]

    def _is_leaf(self, field: GraphQLField) -> bool:
        named = get_named_type(field.type)
        return not isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)

    def _field(self, name: str, field: GraphQLField, depth: int) -> str:
        text = f"{self._name('a')}: {name}"  # unique, so that no two fields have to be merged
        given = [
            f"{argument}: {value}"
            for argument, definition in field.args.items()
            if (value := self._argument(argument, definition.type)) is not None
        ]
        text += f"({', '.join(given)})" if given else ""
        if self._chance(0.08):
            text += self._random.choice((" @skip(if: true)", " @include(if: true)", " @skip(if: false)"))
        if self._is_leaf(field):
            return text
        named = get_named_type(field.type)
        assert isinstance(named, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
        return f"{text} {self._selection(named, depth - 1)}"

    def _argument(self, name: str, type_: GraphQLInputType) -> str | None:
        required = isinstance(type_, GraphQLNonNull)
        if name == "after" or (not required and self._chance(0.4)):
            return None
        value = self._value(name, type_)
        if not self._chance(0.3):
            return _written(value)
        variable = self._name("v")
        self._definitions.append(f"${variable}: {type_}")
        self.variables[variable] = value
        return f"${variable}"

    def _value(self, name: str, type_: GraphQLInputType) -> Any:
        if isinstance(type_, GraphQLNonNull):
            return self._value(name, type_.of_type)
        if isinstance(type_, GraphQLList):
            return [self._value(name, type_.of_type) for _ in range(self._random.randint(1, 2))]
        if isinstance(type_, GraphQLEnumType):
            return _Name(self._random.choice(list(type_.values)))
        if isinstance(type_, GraphQLInputObjectType):
            required = [n for n, f in type_.fields.items() if isinstance(f.type, GraphQLNonNull)]
            simple = [n for n in type_.fields if n not in ("and", "or", "not")]
            chosen = dict.fromkeys([*required, *self._random.sample(simple, k=1)])
            return {inner: self._value(inner, type_.fields[inner].type) for inner in chosen}
        return self._scalar(name, str(type_))

    def _scalar(self, name: str, type_: str) -> Any:
        match type_:
            case "Int":
                return self._random.choice((0, 1, 2, 3))
            case "Float":
                return self._random.choice((0.0, 0.5))
            case "Boolean":
                return self._chance(0.5)
            case "Date":
                return self._random.choice(("2024-01-01", "2026-06-30"))
        if name in ("text", "contains"):
            return self._random.choice(("one", "lymphoma", "Z00", "policy"))
        label = {"payer": "Payer", "diagnosis": "Condition", "code": "Code"}.get(name)
        return self._random.choice(self._keys.get(label or "", self._all_keys))


class _Name(str):
    """The name of an enum's value."""

    __slots__ = ()


def _written(value: Any) -> str:
    if isinstance(value, _Name):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(_written, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else repr(value)
