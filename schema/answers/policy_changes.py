"""Policies that changed between two days, and the codes that payers disagree about."""

from datetime import date
from enum import Enum

import strawberry

from medcodegraph.graph.keys import normalise, system_name
from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.properties import Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Keyed, Rows, Sort
from medcodegraph.schema.answers.coverage_rows import key_or_null
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import argument, column, descending, follow, here, part
from medcodegraph.schema.types.code import Code
from medcodegraph.schema.types.node import Connection, Edge
from medcodegraph.schema.types.payer import Payer
from medcodegraph.schema.types.policy import Policy
from medcodegraph.schema.types.source import Source

_CHANGES = ("on", "kinds", "previous", "added", "dropped", "restated", "summary")
_DISAGREEMENTS = (
    "minority",
    "payers",
    "covered",
    "conditional",
    "not_covered",
    "policies",
    "sources",
    "summary",
)

BY_DAY = (Sort(Property("on", Owner.ROW), type=Type.DATE),)
MOST_SPLIT_FIRST = (descending("minority", Type.INT, Owner.ROW), descending("payers", Type.INT, Owner.ROW))

PERIOD = (
    argument("from_", date, "The first day, exclusive: changes on it do not count."),
    argument("to", date, "The last day, inclusive."),
    argument("payer", str | None, "Only policies of this payer, by key.", None),
    argument("code", str | None, "Only policies that name this code, before or after.", None),
)
DISPUTE = (
    argument("system", str | None, "Only codes of this system: `HCPCS`.", None),
    argument("payers", list[str] | None, "Only these payers, by key.", None),
    argument("code", str | None, "Only this code.", None),
    argument("as_of", date | None, "The day asked about; today if omitted.", None),
)


@strawberry.enum
class ChangeKind(Enum):
    """What happened to a policy."""

    NEW = strawberry.enum_value("NEW", description="It took effect, and supersedes no other policy.")
    NEW_VERSION = strawberry.enum_value("NEW_VERSION", description="It superseded another policy.")
    RETIRED = strawberry.enum_value("RETIRED", description="It ended without a successor.")
    CODES = strawberry.enum_value(
        "CODES", description="It names other codes, or takes another stance on them."
    )


@strawberry.type
class PolicyChangeEdge(Edge):
    """A policy that changed, and how."""

    on: date = column("The day of its last change in the period.")
    kinds: list[ChangeKind] = column("What happened.")
    summary: str = column("What happened, in one line.")
    previous: Policy | None = follow("The policy it superseded.", Keyed((Label.POLICY,), "previous"))
    added: list[Code] = follow(
        "Codes it did not name before; empty for a new policy.", Keyed((Label.CODE,), "added")
    )
    dropped: list[Code] = follow("Codes it no longer names.", Keyed((Label.CODE,), "dropped"))
    restated: list[Code] = follow(
        "Codes on which its stance or criteria changed.", Keyed((Label.CODE,), "restated")
    )
    node: Policy = here("The policy.")


@strawberry.type
class PolicyChangeConnection(Connection):
    """A page of policies that changed."""

    edges: list[PolicyChangeEdge] = part("edges", "The policies with what changed.")
    nodes: list[Policy] = part("nodes", "The policies alone.")


@strawberry.type
class DisagreementEdge(Edge):
    """A code that payers disagree about, with each payer's stance."""

    summary: str = column("Each payer's stance, in one line.")
    payers: int = column("How many payers take a stance.")
    minority: int = column("How many of them do not take the most common one.")
    covered: list[Payer] = follow("Those that cover it.", Keyed((Label.PAYER,), "covered"))
    conditional: list[Payer] = follow(
        "Those that cover it under conditions.", Keyed((Label.PAYER,), "conditional")
    )
    not_covered: list[Payer] = follow("Those that do not cover it.", Keyed((Label.PAYER,), "not_covered"))
    policies: list[Policy] = follow("The policies that say so.", Keyed((Label.POLICY,), "policies"))
    sources: list[Source] = follow("Its sources.", Keyed((Label.SOURCE,), "sources"))
    node: Code = here("The code.")


@strawberry.type
class DisagreementConnection(Connection):
    """A page of codes that payers disagree about."""

    edges: list[DisagreementEdge] = part("edges", "The codes with each payer's stance.")
    nodes: list[Code] = part("nodes", "The codes alone.")


def changes(arguments: Arguments) -> Rows:
    """The rows of `policyChanges`."""
    parameters = {
        "from_day": arguments.parameter("from"),
        "to_day": arguments.parameter("to"),
        "payer_key": arguments.parameter("payer", key_or_null),
        "code_key": arguments.parameter("code", key_or_null),
    }
    return Call(library()["policy_changes"].text, parameters, _CHANGES)


def disagreements(arguments: Arguments) -> Rows:
    """The rows of `disagreements`."""
    parameters = {
        "system": arguments.parameter("system", lambda name: None if name is None else system_name(name)),
        "payer_keys": arguments.parameter("payers", lambda keys: [normalise(key) for key in keys or ()]),
        "code_key": arguments.parameter("code", key_or_null),
        "as_of": arguments.parameter("asOf"),
    }
    return Call(library()["disagreements"].text, parameters, _DISAGREEMENTS)
