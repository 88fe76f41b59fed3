"""The shortest meaningful paths between two objects, each step with its fact."""

import strawberry

from medcodegraph.errors import RequestError
from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Constant, Parameter
from medcodegraph.graph.request.properties import Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Keyed, Listed, Rows, Sort
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.known_values import whole_key
from medcodegraph.schema.mapping import argument, column, follow, here
from medcodegraph.schema.types.node import Node
from medcodegraph.schema.types.source import Source

MOST = 25
HUB = 300  # as in the library query
ENDS = (Label.CODE, Label.PROCEDURE, Label.CONDITION, Label.POLICY, Label.PAYER)
CLOSEST_FIRST = (Sort(Property("cost", Owner.ROW), type=Type.FLOAT, always=True),)
BETWEEN = (
    argument("from", str, "Key of a code, procedure, condition, policy or payer, in any form."),
    argument("to", str, "Key of another."),
    argument("first", int | None, f"How many ways at most (1 to {MOST}).", 5),
)


@strawberry.type
class PathStep:
    """One step of a path: a fact of the graph."""

    relation: str = column("The kind of fact: BILLS, INDICATED_FOR, COVERS, ...")
    along: bool = column("Whether the step follows the fact's direction rather than against it.")
    fact: str | None = column("Details of the fact: a match, a stance and its criteria, a day.")
    node: Node = here("The object the step leads to.")
    sources: list[Source] = follow("The sources that state the fact.", Keyed((Label.SOURCE,), "sources"))


@strawberry.type
class Path:
    """A path from one object to another."""

    cost: float = column("The total cost of its steps: the lower, the closer.")
    length: int = column("How many steps it has.")
    summary: str = column("The whole path in one line.")
    steps: list[PathStep] = follow(
        "Its steps in order from the start.",
        Listed("steps", ENDS, "key", ("relation", "along", "fact", "sources")),
    )
    to: Node = here("The object it leads to.")


def ways(arguments: Arguments) -> Rows:
    """The rows of `path(from:, to:)`."""
    parameters: dict[str, Parameter | Property] = {
        "from_key": arguments.parameter("from", whole_key),
        "to_key": arguments.parameter("to", whole_key),
        "limit": arguments.parameter("first", _few),
        "hub": Parameter(Constant(HUB)),
    }
    return Call(library()["path"].text, parameters, ("cost", "length", "summary", "steps"))


def _few(value: int | None) -> int:
    wanted = 5 if value is None else value
    if not 1 <= wanted <= MOST:
        raise RequestError(f"first is {wanted}: give a number from 1 to {MOST}", "BAD_PAGE_SIZE")
    return wanted
