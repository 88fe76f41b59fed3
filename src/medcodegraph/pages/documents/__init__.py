"""The requests of the pages, and of each panel of a page alone.

A page's document may hold several operations, to be asked side by side; the fragments that they spread into
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
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
    print_ast,
)
from graphql.language import Visitor, visit


@cache
def document(name: str) -> str:
    """The document of a page: `code` gives `code.graphql`. FileNotFoundError where there is none."""
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
    """The request of one panel alone; KeyError where the page has no such panel."""
    whole = parse(document(name))
    for operation in _operations(whole):
        root = _root(operation)
        kept = tuple(one for one in _spreads(root) if one.name.value == fragment)
        if kept:
            break
    else:
        raise KeyError(fragment)
    alone = replace(
        operation,
        name=NameNode(value=fragment),
        selection_set=SelectionSetNode(
            selections=(replace(root, selection_set=SelectionSetNode(selections=kept)),)
        ),
    )
    fragments = {one.name.value: one for one in whole.definitions if isinstance(one, FragmentDefinitionNode)}
    needed = _reached(fragment, fragments)
    definitions = (alone, *(one for key, one in fragments.items() if key in needed))
    return print_ast(DocumentNode(definitions=definitions)) + "\n"


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
            todo += _named_in(fragments[name])
    return found


def _named_in(fragment: FragmentDefinitionNode) -> list[str]:
    names: list[str] = []

    class Spreads(Visitor):
        def enter_fragment_spread(self, node: FragmentSpreadNode, *_: object) -> None:
            names.append(node.name.value)

    visit(fragment, Spreads())
    return names
