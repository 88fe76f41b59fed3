"""Connections whose edges have fields: a policy's stance, how exactly a code matches a condition."""

from datetime import date
from typing import Annotated

import strawberry

from medcodegraph.graph.model import Label
from medcodegraph.graph.request.tree import Keyed
from medcodegraph.schema.mapping import column, fact, follow, here, part, stater, staters
from medcodegraph.schema.types.code import Code
from medcodegraph.schema.types.condition import Condition
from medcodegraph.schema.types.lazy import CodeType, SourceType
from medcodegraph.schema.types.match import Match
from medcodegraph.schema.types.node import Connection, Edge
from medcodegraph.schema.types.policy import Policy
from medcodegraph.schema.types.stance import Stance


@strawberry.type
class _CoverageEdge(Edge):
    stance: Stance = fact("Covered, covered under criteria, or not covered.")
    criteria: str | None = fact("The criteria to be met, or why it is not covered.")
    group: str | None = fact("The policy's code group or paragraph that says so.")
    valid_from: date | None = fact("The first day this is in effect.")
    valid_to: date | None = fact("The last day this is in effect; null if open-ended.")
    by_label: bool | None = fact("Whether the policy accepts the uses on the product's label (indications).")
    source: SourceType | None = stater()


@strawberry.type
class CodePolicyEdge(_CoverageEdge):
    """A policy and what it says about the code."""

    node: Policy = here("The policy.")


@strawberry.type
class CodePolicyConnection(Connection):
    """A page of policies about a code."""

    edges: list[CodePolicyEdge] = part("edges", "The policies with what they say.")
    nodes: list[Policy] = part("nodes", "The policies alone.")


@strawberry.type
class PolicyCodeEdge(_CoverageEdge):
    """A code and what the policy says about it."""

    node: Code = here("The code.")


@strawberry.type
class PolicyCodeConnection(Connection):
    """A page of codes that a policy names."""

    edges: list[PolicyCodeEdge] = part("edges", "The codes with what the policy says.")
    nodes: list[Code] = part("nodes", "The codes alone.")


Diagnosis = Annotated[
    Code | Condition, strawberry.union("Diagnosis", description="A diagnosis code or a condition.")
]


@strawberry.type
class PolicyDiagnosisEdge(Edge):
    """A diagnosis that the policy accepts or refuses."""

    stance: Stance = fact("Accepted (covered, conditional) or refused (not covered).")
    criteria: str | None = fact("What else must be met.")
    group: str | None = fact("The policy's group or paragraph that says so.")
    complete: bool | None = fact("Whether the group's list is complete, so that other diagnoses are refused.")
    scope: bool | None = fact(
        "Whether the policy applies only to the diagnoses it names and says nothing about others."
    )
    source: SourceType | None = stater()
    node: Diagnosis = here("The diagnosis code or the condition.")


@strawberry.type
class PolicyDiagnosisConnection(Connection):
    """A page of diagnoses that a policy names."""

    edges: list[PolicyDiagnosisEdge] = part("edges", "The diagnoses with what the policy says.")
    nodes: list[Diagnosis] = part("nodes", "The diagnoses alone.")


@strawberry.type
class CodeConditionEdge(Edge):
    """A condition and how exactly the code matches it."""

    match: Match = column("How exactly the code matches the condition.")
    inherited_from: CodeType | None = follow(
        "The heading that has the condition; null if the code itself has it.",
        Keyed((Label.CODE,), "inherited_from"),
    )
    reason: str | None = column("The reason, if no source states it and it was derived from the wording.")
    sources: list[SourceType] = follow("The sources that state it.", Keyed((Label.SOURCE,), "sources"))
    node: Condition = here("The condition.")


@strawberry.type
class CodeConditionConnection(Connection):
    """A page of conditions of a code."""

    edges: list[CodeConditionEdge] = part("edges", "The conditions with how exactly the code matches them.")
    nodes: list[Condition] = part("nodes", "The conditions alone.")


@strawberry.type
class ConditionCodeEdge(Edge):
    """A diagnosis code and how exactly it matches the condition."""

    match: Match = column("How exactly the code matches the condition.")
    reason: str | None = column("The reason, if no source states it and it was derived from the wording.")
    sources: list[SourceType] = follow("The sources that state it.", Keyed((Label.SOURCE,), "sources"))
    node: Code = here("The diagnosis code.")


@strawberry.type
class ConditionCodeConnection(Connection):
    """A page of diagnosis codes of a condition."""

    edges: list[ConditionCodeEdge] = part("edges", "The codes with how exactly they match the condition.")
    nodes: list[Code] = part("nodes", "The codes alone.")


@strawberry.type
class ProcedureCodeEdge(Edge):
    """A code that bills the procedure."""

    step: str | None = fact("Which step of the procedure it bills.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()
    node: Code = here("The code.")


@strawberry.type
class ProcedureCodeConnection(Connection):
    """A page of codes that bill a procedure."""

    edges: list[ProcedureCodeEdge] = part("edges", "The codes with the step each bills.")
    nodes: list[Code] = part("nodes", "The codes alone.")
