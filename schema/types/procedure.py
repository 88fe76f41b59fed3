"""Procedures: their indications, equipment, settings, roles and risks."""

from enum import Enum

import strawberry

from medcodegraph.graph.model import Label, Rel
from medcodegraph.schema.filters import Direction, KeyFilter, StringFilter, TextFilter
from medcodegraph.schema.mapping import (
    fact,
    filtered,
    follow,
    here,
    inward,
    outward,
    paged,
    part,
    stater,
    staters,
    stored,
)
from medcodegraph.schema.types.lazy import ConditionType, ProcedureCodeConnectionType, SourceType
from medcodegraph.schema.types.node import Connection, Edge, Node


@strawberry.input
class ProcedureFilter:
    """Which procedures to keep; all given conditions must match."""

    key: StringFilter | None = filtered("By key.", "key")
    name: StringFilter | None = filtered("By name.", "name")
    text: TextFilter | None = filtered("By its name or summary.", "name", "summary")
    indication: KeyFilter | None = filtered(
        "By the conditions it is indicated for.", "key", hop=outward(Rel.INDICATED_FOR, Label.CONDITION)
    )
    code: KeyFilter | None = filtered("By the codes that bill it.", "key", hop=inward(Rel.BILLS, Label.CODE))
    alternative: KeyFilter | None = filtered(
        "By its alternatives.", "key", hop=outward(Rel.ALTERNATIVE_TO, Label.PROCEDURE)
    )
    and_: "list[ProcedureFilter] | None" = strawberry.field(
        name="and", description="All of these match.", default=strawberry.UNSET
    )
    or_: "list[ProcedureFilter] | None" = strawberry.field(
        name="or", description="At least one of these matches.", default=strawberry.UNSET
    )
    not_: "ProcedureFilter | None" = strawberry.field(
        name="not", description="This does not match.", default=strawberry.UNSET
    )


@strawberry.enum
class ProcedureOrderField(Enum):
    """Fields by which procedures can be sorted."""

    KEY = strawberry.enum_value("key", description="The key.")
    NAME = strawberry.enum_value("name", description="The name.")


@strawberry.input
class ProcedureOrder:
    """One sort key for procedures."""

    field: ProcedureOrderField = strawberry.field(description="The field to sort by.")
    direction: Direction = strawberry.field(description="The sort direction.", default=Direction.ASC)


@strawberry.type
class Setting(Node):
    """Where a procedure is performed."""

    name: str | None = stored("Its name.")


@strawberry.type
class Role(Node):
    """A profession that takes part in a procedure."""

    name: str | None = stored("Its name.")


@strawberry.type
class Equipment(Node):
    """A device or facility that a procedure uses."""

    name: str | None = stored("Its name.")


@strawberry.type
class DiagnosticTest(Node):
    """A test that is done before a procedure."""

    name: str | None = stored("Its name.")


@strawberry.type
class Risk(Node):
    """A possible complication."""

    name: str | None = stored("Its name.")


@strawberry.enum
class Frequency(Enum):
    """How often a risk occurs."""

    COMMON = strawberry.enum_value("common", description="Common.")
    RARE = strawberry.enum_value("rare", description="Rare.")


@strawberry.type
class Procedure(Node):
    """A procedure: the service that codes bill."""

    name: str | None = stored("Its name.")
    terms: list[str] = stored("Technical terms and common names.")
    summary: str | None = stored("A brief summary.")
    purpose: str | None = stored("What it is for.")
    goals: str | None = stored("What it should achieve.")
    symptoms: str | None = stored("The symptoms and situations it is indicated for.")
    patient_criteria: str | None = stored("Who is suitable.")
    instructions: str | None = stored("What to do before it.")
    description: str | None = stored("How it is done, as prose.")
    steps: list[str] = stored("How it is done, step by step.")
    anesthesia: str | None = stored("Anesthesia or sedation.")
    duration: str | None = stored("How long it takes.")
    benefits: str | None = stored("What the patient can expect.")
    timeline: str | None = stored("When benefits appear.")
    care: str | None = stored("The care after it.")
    recovery: str | None = stored("How long recovery takes.")
    risk_management: str | None = stored("How risks are handled.")
    patient_experience: str | None = stored("What the patient feels.")
    edge_sections: list[str] = stored(
        "Sections that became edges (risks, settings, ...), in the page's own words, as `Heading: text`."
    )
    other_sections: list[str] = stored("Sections of its page under other headings, as `Heading: text`.")
    codes: ProcedureCodeConnectionType = paged(
        "The codes that bill it.", inward(Rel.BILLS, Label.CODE), facts=True
    )
    indications: "list[Indication]" = follow(
        "The conditions it is indicated for.", outward(Rel.INDICATED_FOR, Label.CONDITION), facts=True
    )
    alternatives: "list[Alternative]" = follow(
        "Its alternatives.", outward(Rel.ALTERNATIVE_TO, Label.PROCEDURE), facts=True
    )
    alternative_for: "list[Alternative]" = follow(
        "The procedures that name this one as an alternative.",
        inward(Rel.ALTERNATIVE_TO, Label.PROCEDURE),
        facts=True,
    )
    risks: "list[ProcedureRisk]" = follow("Its risks.", outward(Rel.RISKS, Label.RISK), facts=True)
    settings: list[Setting] = follow("Where it is performed.", outward(Rel.PERFORMED_IN, Label.SETTING))
    roles: list[Role] = follow("Who performs it.", outward(Rel.PERFORMED_BY, Label.ROLE))
    equipment: list[Equipment] = follow("What it uses.", outward(Rel.USES, Label.EQUIPMENT))
    diagnostic_tests: "list[RequiredTest]" = follow(
        "The tests done before it.", outward(Rel.REQUIRES, Label.DIAGNOSTIC_TEST), facts=True
    )


@strawberry.type
class Indication:
    """A condition that a procedure is indicated for."""

    criteria: str | None = fact("The source's criteria for who qualifies.")
    condition: ConditionType = here("The condition.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class Alternative:
    """A procedure that can be done instead of another."""

    pros_cons: str | None = fact("Advantages and disadvantages.")
    procedure: Procedure = here("The other procedure.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class RequiredTest:
    """A test that a procedure requires."""

    purpose: str | None = fact("What it is done for.")
    test: DiagnosticTest = here("The test.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class ProcedureRisk:
    """A risk of a procedure."""

    frequency: Frequency | None = fact("How often it occurs.")
    risk: Risk = here("The risk.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class ProcedureEdge(Edge):
    """A procedure in a list."""

    node: Procedure = here("The procedure.")


@strawberry.type
class ProcedureConnection(Connection):
    """A page of procedures."""

    edges: list[ProcedureEdge] = part("edges", "The procedures with their cursors.")
    nodes: list[Procedure] = part("nodes", "The procedures.")
