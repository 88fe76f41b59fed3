"""The size of a document, visiting each fragment once: checked before validation, which may take long.

A fragment's size counts wherever it is spread. Cyclic fragments count nothing: validation refuses them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    ValueNode,
)

from medcodegraph.errors import RequestError
from medcodegraph.schema.limits import Limits, too_nested


@dataclass(slots=True)
class Size:
    """The size of a definition's selection."""

    fields: int = 0
    depth: int = 0
    aliases: int = 0
    directives: int = 0
    nesting: int = 0
    spreads: list[tuple[str, int]] = field(default_factory=list)  # fragments, each with its depth


def check(document: DocumentNode, limits: Limits, *, introspects: bool = False) -> None:
    """Raise RequestError if an operation exceeds the limits."""
    if introspects:
        limits = replace(limits, aliases=min(limits.aliases, limits.introspection))
    definitions = document.definitions
    fragments = {d.name.value: _own(d) for d in definitions if isinstance(d, FragmentDefinitionNode)}
    known: dict[str, Size] = {}
    for definition in definitions:
        if isinstance(definition, OperationDefinitionNode):
            _refuse(_whole(_own(definition), fragments, known), limits)
    for name in fragments:  # a fragment that no operation spreads is validated too
        _refuse(known.get(name) or _whole(fragments[name], fragments, known), limits)


def _refuse(size: Size, limits: Limits) -> None:
    for what, found, most in (
        ("fields", size.fields, limits.fields),
        ("aliases", size.aliases, limits.aliases),
        ("directives", size.directives, limits.directives),
    ):
        if found > most:
            raise RequestError(
                f"the query contains more than {most} {what}: ask for less at once", "QUERY_TOO_LARGE"
            )
    if size.depth > limits.depth:
        raise RequestError(
            f"the query is nested more than {limits.depth} levels deep: ask for the rest by key",
            "QUERY_TOO_DEEP",
        )
    if size.nesting > limits.nesting:
        raise too_nested(limits.nesting)


def _whole(size: Size, fragments: Mapping[str, Size], known: dict[str, Size]) -> Size:
    """A size including its spreads; fills `known` without recursion, however long the chain."""
    waiting, open_ = [(name, False) for name, _ in size.spreads], set[str]()
    while waiting:
        name, ready = waiting.pop()
        if ready:
            known[name] = _sum(fragments[name], known)
        elif name in fragments and name not in known and name not in open_:
            open_.add(name)
            waiting.append((name, True))
            waiting += [(inner, False) for inner, _ in fragments[name].spreads]
    return _sum(size, known)


def _sum(own: Size, known: Mapping[str, Size]) -> Size:
    total = Size(own.fields, own.depth, own.aliases, own.directives, own.nesting)
    for name, depth in own.spreads:
        if part := known.get(name):
            total.fields += part.fields
            total.aliases += part.aliases
            total.directives += part.directives
            total.depth = max(total.depth, depth + part.depth)
            total.nesting = max(total.nesting, part.nesting)
    return total


def _own(definition: OperationDefinitionNode | FragmentDefinitionNode) -> Size:
    """The size of a definition itself, without spreads."""
    size = Size(directives=len(definition.directives or ()))
    level: list[SelectionNode] = list(definition.selection_set.selections)
    while level:
        size.depth += 1
        deeper: list[SelectionNode] = []
        for node in _flat(level, size):
            if isinstance(node, FragmentSpreadNode):
                size.spreads.append((node.name.value, size.depth - 1))
            elif isinstance(node, FieldNode):
                size.fields += 1
                size.aliases += node.alias is not None
                _count_values(node.arguments or (), size)
                if node.selection_set:
                    deeper += node.selection_set.selections
        level = deeper
    return size


def _flat(level: list[SelectionNode], size: Size) -> Iterator[SelectionNode]:
    """Fields and spreads of one level, with inline fragments flattened; also counts directives."""
    waiting = list(reversed(level))
    while waiting:
        node = waiting.pop()
        _count_directives(node.directives or (), size)
        if isinstance(node, FieldNode | FragmentSpreadNode):
            yield node
        else:
            waiting += reversed(node.selection_set.selections)  # type: ignore[attr-defined]


def _count_directives(directives: tuple[DirectiveNode, ...], size: Size) -> None:
    size.directives += len(directives)
    for directive in directives:
        _count_values(directive.arguments or (), size)


def _count_values(arguments: tuple[ArgumentNode, ...], size: Size) -> None:
    level: list[ValueNode] = [argument.value for argument in arguments]
    depth = 0
    while level := [node for node in level if isinstance(node, ListValueNode | ObjectValueNode)]:
        depth += 1
        level = [inner for node in level for inner in _parts(node)]
    size.nesting = max(size.nesting, depth)


def _parts(node: ListValueNode | ObjectValueNode) -> list[ValueNode]:
    return [f.value for f in node.fields] if isinstance(node, ObjectValueNode) else list(node.values)
