"""Coverage: whether a code is covered, and every statement of a policy that leads to the verdict."""

from datetime import date
from enum import Enum

import strawberry

from medcodegraph.graph.model import Label
from medcodegraph.graph.request.tree import Keyed, Listed
from medcodegraph.schema.mapping import column, follow, here
from medcodegraph.schema.types.code import Code
from medcodegraph.schema.types.edges import Diagnosis, Stance
from medcodegraph.schema.types.payer import Jurisdiction, Payer
from medcodegraph.schema.types.policy import Policy
from medcodegraph.schema.types.source import Source

_PATH = (
    *("decides", "stance", "says", "judgment", "overridden", "reason", "named", "via", "national", "group"),
    *("criteria", "valid_from", "valid_to", "source", "diagnoses"),
)
_DIAGNOSIS = ("stance", "how", "criteria", "group", "source")
_SOURCE = Keyed((Label.SOURCE,), "source")


@strawberry.enum
class Verdict(Enum):
    """What the policies in force add up to."""

    COVERED = strawberry.enum_value("COVERED", description="All that decide cover it, without conditions.")
    CONDITIONAL = strawberry.enum_value(
        "CONDITIONAL", description="It is covered where criteria are met, or by some groups of a policy only."
    )
    NOT_COVERED = strawberry.enum_value("NOT_COVERED", description="All that decide say it is not covered.")
    CONFLICTING = strawberry.enum_value(
        "CONFLICTING", description="Some policies cover it, others of the same standing do not."
    )
    NO_POLICY_FOUND = strawberry.enum_value(
        "NO_POLICY_FOUND", description="No policy in force decides: that says nothing about payment."
    )
    NOT_LOADED = strawberry.enum_value(
        "NOT_LOADED",
        description="No policy of that payer, or of a day so early, is loaded: nothing is known.",
    )
    UNKNOWN_INPUT = strawberry.enum_value(
        "UNKNOWN_INPUT", description="The diagnosis, the payer or the state is not known: nothing is claimed."
    )


@strawberry.enum
class Naming(Enum):
    """How a policy comes to speak of the code asked about."""

    CODE = strawberry.enum_value("CODE", description="It names the code.")
    HEADING = strawberry.enum_value("HEADING", description="It names a heading above the code.")
    REPLACED = strawberry.enum_value("REPLACED", description="It names a code that this one replaced.")
    REPLACEMENT = strawberry.enum_value(
        "REPLACEMENT", description="It names a code that replaced this one, which has ended by the day."
    )


@strawberry.enum
class Breadth(Enum):
    """How a diagnosis that a policy names stands to the one asked about."""

    SAME = strawberry.enum_value("SAME", description="It is the one asked about.")
    BROADER = strawberry.enum_value("BROADER", description="It takes in the one asked about.")
    NARROWER = strawberry.enum_value("NARROWER", description="It is a kind of the one asked about.")


@strawberry.enum
class Judgment(Enum):
    """How a statement of a policy judges the diagnosis asked about."""

    NOT_ASKED = strawberry.enum_value(
        "NOT_ASKED", description="No diagnosis was asked about, and the policy names none."
    )
    FOR_SOME = strawberry.enum_value(
        "FOR_SOME", description="No diagnosis was asked about; the policy speaks of certain ones."
    )
    ACCEPTED = strawberry.enum_value("ACCEPTED", description="It accepts the diagnosis.")
    CONDITIONAL = strawberry.enum_value(
        "CONDITIONAL", description="It accepts it under conditions, or in part."
    )
    REFUSED = strawberry.enum_value("REFUSED", description="It names the diagnosis and refuses it.")
    NOT_LISTED = strawberry.enum_value(
        "NOT_LISTED", description="It does not list it, and does not call its list complete: no refusal."
    )
    NOT_ON_COMPLETE_LIST = strawberry.enum_value(
        "NOT_ON_COMPLETE_LIST", description="It does not list it, and calls its list complete: refused."
    )
    ON_LABEL = strawberry.enum_value(
        "ON_LABEL", description="It accepts the uses on the product's label, which names the diagnosis."
    )
    NOT_ON_LABEL = strawberry.enum_value(
        "NOT_ON_LABEL",
        description="It accepts the uses on the product's label, which does not name it, as far as loaded.",
    )
    LABEL_NOT_LOADED = strawberry.enum_value(
        "LABEL_NOT_LOADED", description="It accepts the uses on the product's label, which is not loaded."
    )
    OUT_OF_SCOPE = strawberry.enum_value("OUT_OF_SCOPE", description="The policy is about other diagnoses.")
    NAMES_NONE = strawberry.enum_value("NAMES_NONE", description="It names no diagnoses.")
    NOT_JUDGED = strawberry.enum_value(
        "NOT_JUDGED", description="It names diagnoses, but none that bear on this code and this diagnosis."
    )


@strawberry.enum
class Override(Enum):
    """Why a statement does not decide."""

    NOT_DESCRIBED = strawberry.enum_value(
        "NOT_DESCRIBED", description="Of its policy neither title nor status nor first day is known."
    )
    SUPERSEDED = strawberry.enum_value("SUPERSEDED", description="A newer policy in force takes its place.")
    OUT_OF_SCOPE = strawberry.enum_value("OUT_OF_SCOPE", description="Its policy is about other diagnoses.")
    REPLACED_CODE = strawberry.enum_value(
        "REPLACED_CODE",
        description="It names a replaced code; another policy of the payer names the code itself.",
    )
    LEFT_TO_COMPANION = strawberry.enum_value(
        "LEFT_TO_COMPANION", description="It leaves the diagnoses to a policy that goes with it."
    )
    JUDGED_ELSEWHERE = strawberry.enum_value(
        "JUDGED_ELSEWHERE", description="Another policy of the payer judges the diagnosis."
    )
    NATIONAL_FIRST = strawberry.enum_value(
        "NATIONAL_FIRST", description="A national policy of the payer goes before local ones."
    )


@strawberry.type
class CoverageDiagnosis:
    """What a policy says of the diagnosis asked about."""

    diagnosis: Diagnosis = here("The diagnosis that the policy names.")
    breadth: Breadth = column("How it stands to the one asked about.", "how")
    stance: Stance = column("Accepted (covered, conditional) or refused (not covered).")
    criteria: str | None = column("What else must be met.")
    group: str | None = column("The policy's group or paragraph that says so.")
    source: Source | None = follow("Who states this.", _SOURCE)


@strawberry.type
class CoveragePath:
    """One statement of a policy about the code, and what follows from it."""

    policy: Policy = here("The policy: with its version, dates, payers and jurisdictions.")
    decides: bool = column("Whether it counts for the verdict; otherwise another overrides it.")
    overridden: Override | None = column("Why it does not decide.")
    stance: Stance = column("What it comes to for what was asked.")
    judgment: Judgment = column("How it judges the diagnosis.")
    reason: str = column("Why, in one line; where it does not decide, what overrides it.")
    named: Code | None = follow("The code that the policy names.", Keyed((Label.CODE,), "named"))
    via: Naming = column("How that code leads to the one asked about.")
    says: Stance | None = column("What the policy says of that code, whatever the diagnosis.")
    group: str | None = column("The policy's code group or paragraph that says so.")
    criteria: str | None = column("What must be met, or why it is not covered.")
    valid_from: date | None = column("The first day this statement holds, where it has one of its own.")
    valid_to: date | None = column("The last day this statement holds, where it has one of its own.")
    national: bool = column("Whether the policy applies in the whole country.")
    diagnoses: list[CoverageDiagnosis] = follow(
        "What it says of the diagnosis asked about; empty where it does not judge it.",
        Listed("diagnoses", (Label.CODE, Label.CONDITION), "key", _DIAGNOSIS),
    )
    source: Source | None = follow("Who states this, and in which document.", _SOURCE)


@strawberry.type
class PayerVerdict:
    """What the deciding policies of one payer add up to."""

    payer: Payer = here("The payer.")
    verdict: Verdict = column("The verdict by its policies alone.")
    policies: list[Policy] = follow("The policies that decide it.", Keyed((Label.POLICY,), "policies"))


@strawberry.type
class Coverage:
    """Whether a code is covered. Information from policies, not a payment decision."""

    verdict: Verdict = column("What the policies that decide add up to.")
    summary: str = column("The verdict in one line.")
    notes: list[str] = column("What else to know: the code has ended, the diagnosis played no part, ...")
    disclaimer: str = column("What this is not.")
    as_of: date = column("The day asked about.")
    code: Code = here("The code asked about.")
    diagnosis: Diagnosis | None = follow(
        "The diagnosis asked about.", Keyed((Label.CODE, Label.CONDITION), "diagnosis")
    )
    payer: Payer | None = follow("The payer asked about.", Keyed((Label.PAYER,), "payer"))
    state: Jurisdiction | None = follow("The state asked about.", Keyed((Label.JURISDICTION,), "state"))
    paths: list[CoveragePath] = follow(
        "Every statement of a policy in force about the code, those that decide first.",
        Listed("paths", (Label.POLICY,), "policy", _PATH),
    )
    by_payer: list[PayerVerdict] = follow(
        "The verdict of each payer whose policies decide: who disagrees with whom.",
        Listed("by_payer", (Label.PAYER,), "payer", ("verdict", "policies")),
    )
