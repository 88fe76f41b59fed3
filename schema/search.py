"""Search over codes, procedures, conditions, policies and payers."""

import strawberry

from medcodegraph.graph.fulltext import codes, lucene, plain
from medcodegraph.graph.queries import library
from medcodegraph.graph.tree import LABEL, Call, Constant, Owner, Parameter, Rows, Type
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.filters import StringFilter
from medcodegraph.schema.mapping import column, descending, filtered, here, part
from medcodegraph.schema.node import Connection, Edge, Node

MOST = 1000
BEST_FIRST = (descending("score", Type.FLOAT, Owner.ROW),)


@strawberry.input(description="Which hits to keep; everything given must hold.")
class SearchFilter:
    """Which hits to keep."""

    kind: StringFilter | None = filtered(
        "By what they are: Code, Procedure, Condition, Policy or Payer.", LABEL
    )
    system: StringFilter | None = filtered("By code system.", "system")
    status: StringFilter | None = filtered("By status.", "status")
    and_: "list[SearchFilter] | None" = strawberry.field(
        name="and", description="All of these hold.", default=strawberry.UNSET
    )
    or_: "list[SearchFilter] | None" = strawberry.field(
        name="or", description="At least one of these holds.", default=strawberry.UNSET
    )
    not_: "SearchFilter | None" = strawberry.field(
        name="not", description="This does not hold.", default=strawberry.UNSET
    )


@strawberry.type(description="Which text matched.")
class SearchMatch:
    """Which text matched."""

    field: str | None = column("The field that matched: key, name, synonym, ...")
    text: str | None = column("The text that matched.", "matched")


@strawberry.type(description="A hit.")
class SearchEdge(Edge):
    """A hit."""

    score: float = column("How well it matches; hits come in falling order.")
    matched: SearchMatch = here("Which text matched.")
    node: Node = here("What was found.")


@strawberry.type(description="A page of hits, of at most 1000 in all.")
class SearchConnection(Connection):
    """A page of hits."""

    edges: list[SearchEdge] = part("edges", "The hits with what matched.")
    nodes: list[Node] = part("nodes", "What was found.")


def hits(arguments: Arguments) -> Rows:
    """The rows of `search(text:)`."""
    query = library()["search"]
    text = arguments.given("text")
    parameters = {
        "text": text.parameter(plain),
        "lucene": text.parameter(lucene),
        "codes": text.parameter(codes),
        "kinds": Parameter(Constant([])),
        "systems": Parameter(Constant([])),
        "limit": Parameter(Constant(MOST)),
    }
    return Call(query.text, parameters, ("score", "field", "matched"))
