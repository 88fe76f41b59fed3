"""Conditions: diseases and disorders, as MONDO and the Disease Ontology name them."""

from enum import Enum

import strawberry

from medcodegraph.graph.model import Label, Rel
from medcodegraph.schema.answers.conditions import codes_of_condition
from medcodegraph.schema.filters import BooleanFilter, Direction, KeyFilter, StringFilter, TextFilter
from medcodegraph.schema.mapping import filtered, follow, here, inward, outward, paged, part, stored
from medcodegraph.schema.types.ancestors import NEAREST_ABOVE_FIRST, above
from medcodegraph.schema.types.lazy import (
    ConditionAncestorConnectionType,
    ConditionCodeConnectionType,
    ConditionConnectionType,
    PolicyConnectionType,
    ProcedureConnectionType,
)
from medcodegraph.schema.types.node import Connection, Edge, Node


@strawberry.input
class ConditionFilter:
    """Which conditions to keep; all given conditions must match."""

    key: StringFilter | None = filtered("By key.", "key")
    name: StringFilter | None = filtered("By name.", "name")
    text: TextFilter | None = filtered("By its name or definition.", "name", "definition")
    non_human: BooleanFilter | None = filtered(
        "By whether it is a disease of other animals only.", "non_human"
    )
    parent: KeyFilter | None = filtered(
        "By the next broader conditions.", "key", hop=outward(Rel.IS_A, Label.CONDITION)
    )
    code: KeyFilter | None = filtered(
        "By the diagnosis codes for it.", "key", hop=inward(Rel.CLASSIFIES, Label.CODE)
    )
    procedure: KeyFilter | None = filtered(
        "By the procedures that are indicated for it.", "key", hop=inward(Rel.INDICATED_FOR, Label.PROCEDURE)
    )
    policy: KeyFilter | None = filtered(
        "By the policies that name it as a diagnosis.", "key", hop=inward(Rel.SUPPORTS, Label.POLICY)
    )
    and_: "list[ConditionFilter] | None" = strawberry.field(
        name="and", description="All of these match.", default=strawberry.UNSET
    )
    or_: "list[ConditionFilter] | None" = strawberry.field(
        name="or", description="At least one of these matches.", default=strawberry.UNSET
    )
    not_: "ConditionFilter | None" = strawberry.field(
        name="not", description="This does not match.", default=strawberry.UNSET
    )


@strawberry.enum
class ConditionOrderField(Enum):
    """Fields by which conditions can be sorted."""

    KEY = strawberry.enum_value("key", description="The key.")
    NAME = strawberry.enum_value("name", description="The name.")


@strawberry.input
class ConditionOrder:
    """One sort key for conditions."""

    field: ConditionOrderField = strawberry.field(description="The field to sort by.")
    direction: Direction = strawberry.field(description="The sort direction.", default=Direction.ASC)


@strawberry.type
class Condition(Node):
    """A disease or disorder."""

    name: str | None = stored("Its name.")
    synonyms: list[str] = stored("Other names and abbreviations.")
    definition: str | None = stored("What it is.")
    non_human: bool | None = stored("Whether it is a disease of other animals only, not of people.")
    xrefs: list[str] = stored(
        "Other keys that resolve to it: of other ontologies (`DOID:9952`), secondary and obsolete ones."
    )
    information_content: float | None = stored(
        "How specific it is: 1 if only one code is about it, falling towards 0 the more are."
    )
    parents: "list[Condition]" = follow("The next broader conditions.", outward(Rel.IS_A, Label.CONDITION))
    ancestors: ConditionAncestorConnectionType = paged(
        "All broader conditions, the nearest first.",
        above("condition_ancestors"),
        order=NEAREST_ABOVE_FIRST,
        facts=True,
    )
    children: ConditionConnectionType = paged(
        "The next narrower conditions.", inward(Rel.IS_A, Label.CONDITION)
    )
    codes: ConditionCodeConnectionType = paged(
        "The diagnosis codes that classify it, and how exactly; codes below one classify it too.",
        codes_of_condition,
        facts=True,
    )
    procedures: ProcedureConnectionType = paged(
        "The procedures that are indicated for it.", inward(Rel.INDICATED_FOR, Label.PROCEDURE)
    )
    policies: PolicyConnectionType = paged(
        "The policies that name it as a diagnosis.", inward(Rel.SUPPORTS, Label.POLICY)
    )


@strawberry.type
class ConditionEdge(Edge):
    """A condition in a list."""

    node: Condition = here("The condition.")


@strawberry.type
class ConditionConnection(Connection):
    """A page of conditions."""

    edges: list[ConditionEdge] = part("edges", "The conditions with their cursors.")
    nodes: list[Condition] = part("nodes", "The conditions.")
