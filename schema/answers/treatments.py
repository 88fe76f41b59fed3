"""What is done for a condition, or instead of something: for shared indications and alternatives."""

from enum import Enum

import strawberry

from medcodegraph.graph.keys import normalise
from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.tree import Call, Keyed, Listed, Owner, Property, Rows, Type
from medcodegraph.schema.answers.coverage_rows import ABOUT, coverage_of_code
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import ascending, column, descending, follow, here, part
from medcodegraph.schema.types.lazy import CodeType, ConditionType, CoverageType, SourceType
from medcodegraph.schema.types.node import Connection, Edge, Node

_ALTERNATIVES = (
    *("place", "how", "pros_cons", "specificity", "conditions", "indications", "codes"),
    *("sources", "reason"),
)
NEAREST_FIRST = (
    ascending("place", Type.INT, Owner.ROW),
    descending("specificity", Type.FLOAT, Owner.ROW),
)


@strawberry.type
class SharedCondition:
    """A condition that is shared, and how specific it is."""

    condition: ConditionType = here("The condition.")
    specificity: float = column(
        "Its information content: 0 for the root of all conditions, 1 for one without kinds."
    )


@strawberry.type
class TreatmentIndication:
    """What a source states something to be for."""

    condition: ConditionType = here("The condition.")
    criteria: str | None = column("Who qualifies, in the source's sense.")
    through: CodeType | None = follow(
        "The code of which it is stated, where that is not the thing itself.",
        Keyed((Label.CODE,), "through"),
    )
    source: SourceType | None = follow("Who states it.", Keyed((Label.SOURCE,), "source"))


@strawberry.type
class TreatmentCode:
    """A code in use that bills a treatment, and whether it is covered."""

    code: CodeType = here("The code.")
    step: str | None = column("Which step it bills.")
    coverage: CoverageType | None = follow(
        "Whether it is covered. Information, not a payment decision.", coverage_of_code, *ABOUT
    )


@strawberry.type
class TreatmentEdge(Edge):
    """What edges to treatments have in common."""

    specificity: float = column("How specific the most specific shared condition is; 0 where none is known.")
    reason: str = column("Why it is here, in one line.")
    conditions: list[SharedCondition] = follow(
        "The conditions shared, the most specific first: the lowest that both are for.",
        Listed("conditions", (Label.CONDITION,), "key", ("specificity",)),
    )
    indications: list[TreatmentIndication] = follow(
        "What it is stated to be for, of these conditions and their kinds.",
        Listed("indications", (Label.CONDITION,), "key", ("criteria", "through", "source")),
    )
    codes: list[TreatmentCode] = follow(
        "The codes in use that bill it.", Listed("codes", (Label.CODE,), "key", ("step",))
    )
    node: Node = here("The procedure, or the code of a product.")


@strawberry.enum
class AlternativeHow(Enum):
    """How something comes to be an alternative."""

    STATED = strawberry.enum_value("STATED", description="A source says so.")
    NAMED_BY = strawberry.enum_value("NAMED_BY", description="A source says that this is one to it.")
    CONDITION = strawberry.enum_value("CONDITION", description="It is indicated for the same condition.")


@strawberry.type
class AlternativeEdge(TreatmentEdge):
    """What can be done instead, and why."""

    how: AlternativeHow = column("How it comes to be one.")
    pros_cons: str | None = column("What speaks for and against it, where it is stated.")
    sources: list[SourceType] = follow("Who states it.", Keyed((Label.SOURCE,), "sources"))


@strawberry.type
class AlternativeConnection(Connection):
    """A page of what can be done instead."""

    edges: list[AlternativeEdge] = part("edges", "The alternatives with their reasons.")
    nodes: list[Node] = part("nodes", "The alternatives alone.")


def alternatives(arguments: Arguments) -> Rows:
    """The rows of `alternatives(to:)`."""
    return _alternatives(arguments.parameter("to", normalise))


def alternatives_here(_: Arguments) -> Rows:
    """The rows of `alternatives` of the code at hand."""
    return _alternatives(Property("key"))


def _alternatives(key: Parameter | Property) -> Rows:
    return Call(library()["alternatives"].text, {"key": key}, _ALTERNATIVES)
