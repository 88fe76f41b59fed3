"""Policies: what payers say about codes."""

from datetime import date
from enum import Enum

import strawberry

from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.properties import NATURAL
from medcodegraph.schema.filters import DateFilter, Direction, KeyFilter, StringFilter, TextFilter
from medcodegraph.schema.mapping import STATED, filtered, follow, here, inward, outward, paged, part, stored
from medcodegraph.schema.types.lazy import PolicyCodeConnectionType, PolicyDiagnosisConnectionType
from medcodegraph.schema.types.node import Connection, Edge, Node
from medcodegraph.schema.types.payer import Jurisdiction, Payer


@strawberry.enum
class PolicyKind(Enum):
    """What kind of policy it is."""

    INDICATOR = strawberry.enum_value(
        "INDICATOR", description="Medicare's coverage indicators of HCPCS codes."
    )
    NCD = strawberry.enum_value("NCD", description="National coverage determination (Medicare).")
    LCD = strawberry.enum_value("LCD", description="Local coverage determination (a Medicare contractor).")
    ARTICLE = strawberry.enum_value("ARTICLE", description="Billing and coding article to an LCD or NCD.")
    PAYER = strawberry.enum_value("PAYER", description="A policy of another payer.")


@strawberry.input
class PolicyFilter:
    """Which policies to keep; all given conditions must match."""

    key: StringFilter | None = filtered("By key.", "key")
    kind: StringFilter | None = filtered("By kind: NCD, LCD, ARTICLE or PAYER.", "kind")
    number: StringFilter | None = filtered("By the payer's own number.", "number")
    status: StringFilter | None = filtered("By status: active, retired or draft.", "status")
    effective_from: DateFilter | None = filtered("By its first day.", "effective_from")
    effective_to: DateFilter | None = filtered("By its last day.", "effective_to")
    payer: KeyFilter | None = filtered(
        "By the payers that issued it.", "key", hop=outward(Rel.ISSUED_BY, Label.PAYER)
    )
    jurisdiction: KeyFilter | None = filtered(
        "By the jurisdictions where it applies.", "key", hop=outward(Rel.APPLIES_IN, Label.JURISDICTION)
    )
    code: KeyFilter | None = filtered(
        "By the codes it covers, refuses or sets conditions for.", "key", hop=outward(Rel.COVERS, Label.CODE)
    )
    diagnosis: KeyFilter | None = filtered(
        "By the diagnosis codes and conditions it accepts or refuses.",
        "key",
        hop=outward(Rel.SUPPORTS, Label.CODE, Label.CONDITION),
    )
    cites: KeyFilter | None = filtered(
        "By the policies it refers to.", "key", hop=outward(Rel.CITES, Label.POLICY)
    )
    text: TextFilter | None = filtered("By its title or text.", "title", "text")
    and_: "list[PolicyFilter] | None" = strawberry.field(
        name="and", description="All of these match.", default=strawberry.UNSET
    )
    or_: "list[PolicyFilter] | None" = strawberry.field(
        name="or", description="At least one of these matches.", default=strawberry.UNSET
    )
    not_: "PolicyFilter | None" = strawberry.field(
        name="not", description="This does not match.", default=strawberry.UNSET
    )


@strawberry.enum
class PolicyOrderField(Enum):
    """Fields by which policies can be sorted."""

    KEY = strawberry.enum_value("key", description="The key.")
    NATURAL = strawberry.enum_value(
        NATURAL, description="The key with numbers by size: `NCD:20.4` before `NCD:110.3`."
    )
    TITLE = strawberry.enum_value("title", description="The title.")
    EFFECTIVE_FROM = strawberry.enum_value("effective_from", description="The first day.")


@strawberry.input
class PolicyOrder:
    """One sort key for policies."""

    field: PolicyOrderField = strawberry.field(description="The field to sort by.")
    direction: Direction = strawberry.field(description="The sort direction.", default=Direction.ASC)


@strawberry.type
class Policy(Node):
    """A coverage policy. Information, never a payment decision."""

    kind: PolicyKind | None = stored("What kind of policy it is.")
    number: str | None = stored("The payer's own number: `110.24`.")
    version: str | None = stored("Its version, if the payer numbers them.")
    title: str | None = stored("Its title.")
    status: str | None = stored("active, retired or draft.")
    effective_from: date | None = stored("The first day it is in effect.")
    effective_to: date | None = stored("The last day it is in effect; null if open-ended.")
    url: str | None = stored("Its URL.")
    text: str | None = stored("Its text, or our own summary if the text is not free to reproduce.")
    benefit_categories: list[str] = stored("The benefit categories it falls under (Medicare).")
    payer: Payer | None = follow(
        "The payer that issued it; the first by key if there are several.",
        outward(Rel.ISSUED_BY, Label.PAYER),
    )
    payers: list[Payer] = follow("All payers that issued it.", outward(Rel.ISSUED_BY, Label.PAYER))
    jurisdictions: list[Jurisdiction] = follow(
        "Where it applies.", outward(Rel.APPLIES_IN, Label.JURISDICTION)
    )
    codes: PolicyCodeConnectionType = paged(
        "The codes it names, with its stance on each.",
        outward(Rel.COVERS, Label.CODE),
        facts=True,
        spans=(STATED,),
    )
    diagnoses: PolicyDiagnosisConnectionType = paged(
        "The diagnoses it accepts or refuses.",
        outward(Rel.SUPPORTS, Label.CODE, Label.CONDITION),
        facts=True,
    )
    cites: "list[Policy]" = follow("The policies it refers to.", outward(Rel.CITES, Label.POLICY))
    cited_by: "list[Policy]" = follow("The policies that refer to it.", inward(Rel.CITES, Label.POLICY))
    supersedes: "list[Policy]" = follow("The policies it replaced.", outward(Rel.SUPERSEDES, Label.POLICY))
    superseded_by: "list[Policy]" = follow(
        "The policies that replaced it.", inward(Rel.SUPERSEDES, Label.POLICY)
    )


@strawberry.type
class PolicyEdge(Edge):
    """A policy in a list."""

    node: Policy = here("The policy.")


@strawberry.type
class PolicyConnection(Connection):
    """A page of policies."""

    edges: list[PolicyEdge] = part("edges", "The policies with their cursors.")
    nodes: list[Policy] = part("nodes", "The policies.")
