"""From a validated GraphQL operation to the selection tree: the only reader of the GraphQL syntax tree."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLSkipDirective,
    GraphQLUnionType,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    get_directive_values,
    get_named_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import VariableValues

from medcodegraph.graph.request import keyset, tree
from medcodegraph.graph.request.properties import LABEL, Owner, Property, Type
from medcodegraph.schema import filters
from medcodegraph.schema.arguments import Arguments, bind, default
from medcodegraph.schema.limits import Budget
from medcodegraph.schema.mapping import MAP, Faceted, Follow, Here, Mapped, Paged, Part, Stored, Weighed

META = frozenset({"__schema", "__type"})
Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


def select(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: VariableValues,
    budget: Budget,
) -> tree.Operation:
    """The tree of an operation for variables of this shape; introspection fields are left out.

    Raises RequestError if the budget (fields, depth) is exceeded or an argument is not usable.
    """
    assert schema.query_type is not None
    selection = _Selection(schema, fragments, variables, budget)
    fields = selection.fields(schema.query_type, [operation.selection_set.selections])
    return tree.Operation(schema.query_type.name, fields)


class _Selection:
    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        values: VariableValues,
        budget: Budget,
    ) -> None:
        self.schema, self.fragments, self.values, self.budget = schema, fragments, values, budget
        self.variables = values.coerced

    # --- which fields

    def fields(
        self, type_: GraphQLObjectType, selections: Sequence[Sequence[SelectionNode]]
    ) -> tuple[tree.Field, ...]:
        """The fields of an object, merged by response key as the specification says."""
        with self.budget.deeper():
            return tuple(
                self.field(type_, key, nodes)
                for key, nodes in self.collected(type_, selections).items()
                if nodes[0].name.value not in META
            )

    def collected(
        self, type_: GraphQLObjectType, selections: Sequence[Sequence[SelectionNode]]
    ) -> dict[str, list[FieldNode]]:
        """The field nodes that apply to an object of this type, by response key, in order."""
        found: dict[str, list[FieldNode]] = {}
        seen: set[str] = set()
        for one in selections:
            for node in self._walk(type_, one, seen):
                found.setdefault((node.alias or node.name).value, []).append(node)
        return found

    def _walk(
        self, type_: GraphQLObjectType, selections: Sequence[SelectionNode], seen: set[str]
    ) -> Iterator[FieldNode]:
        for node in selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
            elif isinstance(node, InlineFragmentNode):
                if node.type_condition is None or self._applies(node.type_condition.name.value, type_):
                    yield from self._walk(type_, node.selection_set.selections, seen)
            elif isinstance(node, FragmentSpreadNode) and node.name.value not in seen:
                seen.add(node.name.value)
                fragment = self.fragments[node.name.value]
                if self._applies(fragment.type_condition.name.value, type_):
                    yield from self._walk(type_, fragment.selection_set.selections, seen)

    def _applies(self, condition: str, type_: GraphQLObjectType) -> bool:
        named = self.schema.get_type(condition)
        if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
            return self.schema.is_sub_type(named, type_)
        return named is type_

    def _included(self, node: SelectionNode) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, node, self.values)
        include = get_directive_values(GraphQLIncludeDirective, node, self.values)
        return not (skip and skip["if"]) and not (include and not include["if"])

    # --- one field

    def field(self, parent: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> tree.Field:
        """One field of an object, according to its mapping."""
        self.budget.field()
        name = nodes[0].name.value
        if name == "__typename":
            return tree.Typename(key)
        field = parent.fields[name]
        mapped = mapping_of(field)
        match mapped:
            case Stored():
                return self.leaf(key, name, field, mapped)
            case Here():
                return tree.Same(key, self.shape(field, nodes))
            case Follow():
                return self.link(key, field, nodes, mapped)
            case Paged():
                return self.page(key, field, nodes, mapped)
            case Weighed():
                return self.weighed(key, field, nodes, mapped)
            case Part() | Faceted():
                return tree.Cursor(key)

    def leaf(self, key: str, name: str, field: GraphQLField, mapped: Stored) -> tree.Leaf:
        type_, required = field.type, is_non_null_type(field.type)
        if is_non_null_type(type_):
            type_ = type_.of_type
        named = get_named_type(type_)
        property_ = Property(mapped.name or _snake(name), mapped.owner)
        if isinstance(named, GraphQLEnumType):
            names = {_stored(value.value): enum_name for enum_name, value in named.values.items()}
            return tree.Leaf(key, property_, Type.ENUM, required, is_list_type(type_), names)
        kind = Type.STRING if named.name == "ID" else Type(named.name)
        return tree.Leaf(key, property_, kind, required, is_list_type(type_))

    def link(self, key: str, field: GraphQLField, nodes: list[FieldNode], mapped: Follow) -> tree.Link:
        required, inner = is_non_null_type(field.type), field.type
        if is_non_null_type(inner):
            inner = inner.of_type
        rows = mapped.rows(self.arguments(field, nodes[0])) if callable(mapped.rows) else mapped.rows
        shape, many = self.shape(field, nodes, mapped.typed_by), is_list_type(inner)
        return tree.Link(
            key, rows, shape, many, required and not many, mapped.order, _many_ways(rows, mapped)
        )

    def weighed(self, key: str, field: GraphQLField, nodes: list[FieldNode], mapped: Weighed) -> tree.Weighed:
        named = get_named_type(field.type)
        assert isinstance(named, GraphQLObjectType)
        fields = self.fields(named, _selections(nodes))
        kept = tuple(f for f in fields if isinstance(f, tree.Leaf | tree.Typename))
        return tree.Weighed(key, named.name, kept, mapped.weights)

    def page(self, key: str, field: GraphQLField, nodes: list[FieldNode], mapped: Paged) -> tree.Page:
        connection = get_named_type(field.type)
        assert isinstance(connection, GraphQLObjectType)
        arguments = self.arguments(field, nodes[0])
        rows = mapped.rows(arguments) if callable(mapped.rows) else mapped.rows
        order = filters.order(arguments.get("order")) or mapped.order
        taken = isinstance(rows, tree.Call) and rows.filtered
        kept = None if taken else arguments.get("filter")
        where = filters.condition(kept, *filters.on_day(arguments.given("asOf"), mapped.spans))
        after = None
        if arguments.given("after").value is not None:
            after = arguments.parameter("after", keyset.decoder(self._whole_order(order, rows, mapped)))
        with self.budget.deeper():
            parts = tuple(
                self.part(connection, part_key, part_nodes)
                for part_key, part_nodes in self.collected(connection, _selections(nodes)).items()
            )
        first = arguments.parameter("first", partial(_page_size, self.budget.page, mapped.first))
        return tree.Page(
            key, rows, connection.name, parts, first, after, order, where, distinct=_many_ways(rows, mapped)
        )

    def _whole_order(
        self, order: tuple[tree.Sort, ...], rows: tree.Rows, mapped: Paged
    ) -> tuple[tree.Sort, ...]:
        return keyset.total_order(
            order, edges=isinstance(rows, tree.Hop) and mapped.facts and not rows.single
        )

    def part(self, connection: GraphQLObjectType, key: str, nodes: list[FieldNode]) -> tree.PagePart:
        """One field of a connection."""
        self.budget.field()
        name = nodes[0].name.value
        if name == "__typename":
            return tree.Typename(key)
        field = connection.fields[name]
        if name == "totalCount":
            return tree.Total(key)
        if name == "pageInfo":
            info = get_named_type(field.type)
            assert isinstance(info, GraphQLObjectType)
            inner = self.collected(info, _selections(nodes))
            facts = tuple((inner_key, found[0].name.value) for inner_key, found in inner.items())
            return tree.Information(key, info.name, facts)
        if name == "facets":
            return self.facets(key, field, nodes)
        return tree.Items(key, self.shape(field, nodes))

    def facets(self, key: str, field: GraphQLField, nodes: list[FieldNode]) -> tree.Facets:
        """The facets of a connection."""
        named = get_named_type(field.type)
        assert isinstance(named, GraphQLObjectType)
        parts: list[tree.Facet | tree.Typename] = []
        for inner_key, found in self.collected(named, _selections(nodes)).items():
            self.budget.field()
            name = found[0].name.value
            if name == "__typename":
                parts.append(tree.Typename(inner_key))
                continue
            inner = named.fields[name]
            mapped, value = mapping_of(inner), get_named_type(inner.type)
            assert isinstance(mapped, Faceted)
            assert isinstance(value, GraphQLObjectType)
            fields = tuple(
                f for f in self.fields(value, _selections(found)) if isinstance(f, tree.Leaf | tree.Typename)
            )
            parts.append(tree.Facet(inner_key, name, mapped.by, fields, value.name))
        return tree.Facets(key, named.name, tuple(parts))

    # --- what a field leads to

    def shape(self, field: GraphQLField, nodes: list[FieldNode], typed_by: str | None = None) -> tree.Shape:
        """The selection under a field, for each possible type of its object: by label, or by a column."""
        named = get_named_type(field.type)
        selections = _selections(nodes)
        if isinstance(named, GraphQLObjectType):
            return tree.Shape({named.name: self.fields(named, selections)})
        assert isinstance(named, GraphQLInterfaceType | GraphQLUnionType)
        general = named.fields if isinstance(named, GraphQLInterfaceType) else {}
        shared: dict[tuple[str, ...], tuple[tree.Field, ...]] = {}
        types: dict[str, tuple[tree.Field, ...]] = {}
        for one in self.schema.get_possible_types(named):
            collected = self.collected(one, selections)
            names = {found[0].name.value for found in collected.values()} - {"__typename"}
            # A type without a selection of its own shares the interface's fields.
            mark = tuple(collected) if names <= general.keys() else (one.name, "")
            if mark not in shared:
                shared[mark] = self.fields(one, selections)
            types[one.name] = shared[mark]
        by = Property(typed_by, Owner.ROW) if typed_by else Property(LABEL)
        return tree.Shape(types, {name: name for name in types}, by, _may_lack(field.type))

    def arguments(self, field: GraphQLField, node: FieldNode) -> Arguments:
        """The arguments of a field, defaults filled in."""
        written = {argument.name.value: argument.value for argument in node.arguments or ()}
        found = Arguments()
        for name, argument in field.args.items():
            bound = bind(argument.type, written.get(name), self.variables)
            bound = bound if bound is not None else default(argument.type, argument.default_value)
            if bound is not None:
                found[name] = bound
        return found


def mapping_of(field: GraphQLField) -> Mapped:
    """How a field maps to the graph."""
    mapped: Mapped = field.extensions["strawberry-definition"].metadata[MAP]
    return mapped


def _selections(nodes: Sequence[FieldNode]) -> list[Sequence[SelectionNode]]:
    return [node.selection_set.selections for node in nodes if node.selection_set]


def _page_size(most: int, usual: int, value: Any) -> int:
    """The requested page size; null means the default."""
    return keyset.page_size(usual if value is None else value, most)


def _may_lack(type_: GraphQLOutputType) -> bool:
    """Whether a list may contain nulls."""
    inner = type_.of_type if is_non_null_type(type_) else type_
    return is_list_type(inner) and not is_non_null_type(inner.of_type)


def _many_ways(rows: tree.Rows, mapped: Follow | Paged) -> bool:
    """Whether rows may lead to the same node several times, and only one is wanted."""
    return isinstance(rows, tree.Hop) and not mapped.facts


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _stored(value: Any) -> str:
    return str(getattr(value, "value", value))
