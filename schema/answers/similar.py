"""Similar codes, and why they are similar."""

from enum import Enum

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.tree import Call, Hop, Rows, Way
from medcodegraph.graph.similarity.weights import SIMILAR_WEIGHTS
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.known_values import whole_key
from medcodegraph.schema.mapping import argument, fact, here, part, shared, stater, weighed
from medcodegraph.schema.types.lazy import CodeType, ConditionType, PolicyType, ProcedureType, SourceType
from medcodegraph.schema.types.node import Connection, Edge

SIMILAR = Hop((Rel.SIMILAR_TO,), Way.BOTH, (Label.CODE,))
PAIR = (
    argument("a", str, "Key of a code, in any form."),
    argument("b", str, "Key of another code."),
)


def between(arguments: Arguments) -> Rows:
    """The row of `similarity(a:, b:)`."""
    given = {"key": arguments.parameter("a", whole_key), "other_key": arguments.parameter("b", whole_key)}
    return Call(library()["similarity"].text, given, edge=True)


@strawberry.enum
class SimilarRelation(Enum):
    """How two similar codes are related."""

    REPLACES = strawberry.enum_value("REPLACES", description="One of the two replaced the other.")
    MAPS_TO = strawberry.enum_value("MAPS_TO", description="An official map leads from one to the other.")
    SAME_FAMILY = strawberry.enum_value("SAME_FAMILY", description="They bill the same procedure.")
    ALTERNATIVE_TO = strawberry.enum_value("ALTERNATIVE_TO", description="Their procedures are alternatives.")
    RELATED = strawberry.enum_value("RELATED", description="They share other evidence.")


@strawberry.type
class SimilarPart:
    """One kind of evidence for the similarity of two codes."""

    kind: str = fact("The kind: replacement, procedure, hierarchy, text, ...")
    score: float = fact("How strong this evidence is, from 0 to 1.")
    weight: float = fact("The weight of this kind.")
    contribution: float = fact("weight x score: the contributions sum to the score.")


@strawberry.type
class _Similarity:
    score: float = fact("How similar the codes are, from 0 to 1; symmetric.")
    relation: SimilarRelation = fact("How the two are related.")
    summary: str = fact("The reasons in one line.")
    parts: list[SimilarPart] = weighed("The parts of the score, largest weight first.", SIMILAR_WEIGHTS)
    shared_conditions: list[ConditionType] = shared(
        "Conditions that both codes classify, or that both (or the procedures they bill) are indicated for.",
        "shared_conditions",
    )
    shared_procedures: list[ProcedureType] = shared("Procedures that both codes bill.", "shared_procedures")
    shared_policies: list[PolicyType] = shared(
        "Policies that take the same stance on both codes.", "shared_policies"
    )
    source: SourceType | None = stater("The derivation that found it.")


@strawberry.type
class SimilarEdge(_Similarity, Edge):
    """A similar code, with the reasons."""

    node: CodeType = here("The similar code.")


@strawberry.type
class Similarity(_Similarity):
    """How similar two codes are, and why."""

    code: CodeType = here("The code asked about second.")


@strawberry.type
class SimilarConnection(Connection):
    """A page of similar codes."""

    edges: list[SimilarEdge] = part("edges", "The similar codes with their reasons.")
    nodes: list[CodeType] = part("nodes", "The similar codes alone.")
