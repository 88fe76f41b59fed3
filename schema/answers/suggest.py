"""Completions of a text as it is typed."""

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.request.parameters import Constant, Parameter
from medcodegraph.graph.request.properties import Owner, Type
from medcodegraph.graph.request.tree import Call, Rows
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import column, descending, here
from medcodegraph.schema.types.node import Node

MOST = 10
NEAREST_FIRST = (descending("rank", Type.FLOAT, Owner.ROW),)


@strawberry.type
class Suggestion:
    """A completion of a text being typed."""

    wording: str = column("The code, name or synonym that matches, in lower case.")
    node: Node = here("The object with that code, name or synonym.")


def suggestions(arguments: Arguments) -> Rows:
    """The rows of `suggest(text:)`."""
    query = library()["suggest"]
    text = arguments.given("text")
    parameters = {one.name: text.parameter(one.make) for one in query.derived}
    return Call(query.text, {**parameters, "limit": Parameter(Constant(MOST))}, ("wording", "rank"))
