"""The GraphQL documents of the pages, and of single panels.

A page's document may have several operations, to be run concurrently; the fragments that they spread in
their root field are the page's panels.
"""

from dataclasses import replace
from functools import cache
from importlib import resources

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    NameNode,
    Node,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    parse,
    print_ast,
)
from graphql.language import Visitor, visit


@cache
def document(name: str) -> str:
    """The document of a page: `code` gives `code.graphql`. Raises FileNotFoundError if there is none."""
    if not name.isidentifier():
        raise FileNotFoundError(name)
    return resources.files(__package__).joinpath(f"{name}.graphql").read_text("utf-8")


@cache
def operations(name: str) -> tuple[str, ...]:
    """The names of the operations of a page's document."""
    return tuple(one.name.value for one in _operations(parse(document(name))) if one.name)


@cache
def panels(name: str) -> tuple[str, ...]:
    """The panels of a page."""
    found = _operations(parse(document(name)))
    return tuple(one.name.value for operation in found for one in _spreads(_root(operation)))


@cache
def panel(name: str, fragment: str) -> str:
    """The document of one panel alone; raises KeyError if the page has no such panel."""
    whole = parse(document(name))
    for operation in _operations(whole):
        root = _root(operation)
        kept = tuple(one for one in _spreads(root) if one.name.value == fragment)
        if kept:
            break
    else:
        raise KeyError(fragment)
    fragments = {one.name.value: one for one in whole.definitions if isinstance(one, FragmentDefinitionNode)}
    needed = [fragments[name] for name in fragments if name in _reached(fragment, fragments)]
    field = replace(root, selection_set=SelectionSetNode(selections=kept))
    used = _names(VariableNode, field, *needed)
    alone = replace(
        operation,
        name=NameNode(value=fragment),
        variable_definitions=tuple(
            one for one in operation.variable_definitions or () if one.variable.name.value in used
        ),
        selection_set=SelectionSetNode(selections=(field,)),
    )
    return print_ast(DocumentNode(definitions=(alone, *needed))) + "\n"


def _operations(whole: DocumentNode) -> list[OperationDefinitionNode]:
    return [one for one in whole.definitions if isinstance(one, OperationDefinitionNode)]


def _root(operation: OperationDefinitionNode) -> FieldNode:
    root = operation.selection_set.selections[0]
    assert isinstance(root, FieldNode)
    return root


def _spreads(root: FieldNode) -> list[FragmentSpreadNode]:
    selected = root.selection_set.selections if root.selection_set else ()
    return [one for one in selected if isinstance(one, FragmentSpreadNode)]


def _reached(start: str, fragments: dict[str, FragmentDefinitionNode]) -> set[str]:
    found: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += _names(FragmentSpreadNode, fragments[name])
    return found


def _names(kind: type[FragmentSpreadNode | VariableNode], *nodes: Node) -> set[str]:
    """The names of all syntax nodes of a kind below some nodes."""
    found: set[str] = set()

    class Names(Visitor):
        def enter(self, node: Node, *_: object) -> None:
            if isinstance(node, kind):
                found.add(node.name.value)

    for node in nodes:
        visit(node, Names())
    return found
