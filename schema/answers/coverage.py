"""Coverage: whether a code is covered, and every statement of a policy that leads to the verdict."""

from datetime import date
from enum import Enum

import strawberry

from medcodegraph.graph.model import Label
from medcodegraph.graph.request.tree import Keyed, Listed
from medcodegraph.schema.mapping import column, follow, here
from medcodegraph.schema.types.code import Code
from medcodegraph.schema.types.edges import Diagnosis
from medcodegraph.schema.types.payer import Jurisdiction, Payer
from medcodegraph.schema.types.policy import Policy
from medcodegraph.schema.types.source import Source
from medcodegraph.schema.types.stance import Stance

_PATH = (
    *("decides", "stance", "says", "judgment", "overridden", "reason", "named", "via", "national", "group"),
    *("criteria", "valid_from", "valid_to", "source", "diagnoses"),
)
_DIAGNOSIS = ("stance", "how", "criteria", "group", "source")
_SOURCE = Keyed((Label.SOURCE,), "source")


@strawberry.enum
class Verdict(Enum):
    """The combined verdict of the policies in force."""

    COVERED = strawberry.enum_value(
        "COVERED", description="All deciding policies cover it without conditions."
    )
    CONDITIONAL = strawberry.enum_value(
        "CONDITIONAL", description="It is covered if criteria are met, or only by some groups of a policy."
    )
    NOT_COVERED = strawberry.enum_value(
        "NOT_COVERED", description="All deciding policies say it is not covered."
    )
    CONFLICTING = strawberry.enum_value(
        "CONFLICTING", description="Some policies cover it, others of equal precedence do not."
    )
    NO_POLICY_FOUND = strawberry.enum_value(
        "NO_POLICY_FOUND", description="No policy in force decides, which says nothing about payment."
    )
    NOT_LOADED = strawberry.enum_value(
        "NOT_LOADED",
        description="No policy of that payer, or none for a day that early, is loaded: nothing is known.",
    )
    UNKNOWN_INPUT = strawberry.enum_value(
        "UNKNOWN_INPUT", description="The diagnosis, the payer or the state is unknown: no verdict."
    )


@strawberry.enum
class Naming(Enum):
    """How a policy names the code asked about."""

    CODE = strawberry.enum_value("CODE", description="It names the code.")
    HEADING = strawberry.enum_value("HEADING", description="It names a heading above the code.")
    REPLACED = strawberry.enum_value("REPLACED", description="It names a code that this one replaced.")
    REPLACEMENT = strawberry.enum_value(
        "REPLACEMENT", description="It names a code that replaced this one, which had ended by that day."
    )


@strawberry.enum
class Breadth(Enum):
    """How a diagnosis named by a policy relates to the one asked about."""

    SAME = strawberry.enum_value("SAME", description="It is the one asked about.")
    BROADER = strawberry.enum_value("BROADER", description="It includes the one asked about.")
    NARROWER = strawberry.enum_value("NARROWER", description="It is a subtype of the one asked about.")


@strawberry.enum
class Judgment(Enum):
    """How a statement of a policy judges the diagnosis asked about."""

    NOT_ASKED = strawberry.enum_value(
        "NOT_ASKED", description="No diagnosis was asked about, and the policy names none."
    )
    FOR_SOME = strawberry.enum_value(
        "FOR_SOME", description="No diagnosis was asked about; the policy names some."
    )
    ACCEPTED = strawberry.enum_value("ACCEPTED", description="It accepts the diagnosis.")
    CONDITIONAL = strawberry.enum_value(
        "CONDITIONAL", description="It accepts it under conditions, or in part."
    )
    REFUSED = strawberry.enum_value("REFUSED", description="It names the diagnosis and refuses it.")
    NOT_LISTED = strawberry.enum_value(
        "NOT_LISTED", description="It does not list it, but its list is not complete: not a refusal."
    )
    NOT_ON_COMPLETE_LIST = strawberry.enum_value(
        "NOT_ON_COMPLETE_LIST", description="It does not list it, and its list is complete: refused."
    )
    ON_LABEL = strawberry.enum_value(
        "ON_LABEL", description="It accepts the uses on the product's label, which names the diagnosis."
    )
    NOT_ON_LABEL = strawberry.enum_value(
        "NOT_ON_LABEL",
        description="It accepts the uses on the product's label, which, as far as loaded, does not name it.",
    )
    LABEL_NOT_LOADED = strawberry.enum_value(
        "LABEL_NOT_LOADED", description="It accepts the uses on the product's label, which is not loaded."
    )
    OUT_OF_SCOPE = strawberry.enum_value("OUT_OF_SCOPE", description="The policy is about other diagnoses.")
    NAMES_NONE = strawberry.enum_value("NAMES_NONE", description="It names no diagnoses.")
    NOT_JUDGED = strawberry.enum_value(
        "NOT_JUDGED", description="It names diagnoses, but none relevant to this code and this diagnosis."
    )


@strawberry.enum
class Override(Enum):
    """Why a statement does not decide."""

    NOT_DESCRIBED = strawberry.enum_value(
        "NOT_DESCRIBED", description="Nothing is known about its policy: no title, status or first day."
    )
    SUPERSEDED = strawberry.enum_value("SUPERSEDED", description="A newer policy in force supersedes it.")
    OUT_OF_SCOPE = strawberry.enum_value("OUT_OF_SCOPE", description="Its policy is about other diagnoses.")
    REPLACED_CODE = strawberry.enum_value(
        "REPLACED_CODE",
        description="It names a replaced code; another policy of the payer names the code itself.",
    )
    LEFT_TO_COMPANION = strawberry.enum_value(
        "LEFT_TO_COMPANION", description="It leaves the diagnoses to a companion policy."
    )
    JUDGED_ELSEWHERE = strawberry.enum_value(
        "JUDGED_ELSEWHERE", description="Another policy of the payer judges the diagnosis."
    )
    NATIONAL_FIRST = strawberry.enum_value(
        "NATIONAL_FIRST", description="A national policy of the payer takes precedence over local ones."
    )


@strawberry.type
class CoverageDiagnosis:
    """What a policy says about the diagnosis asked about."""

    diagnosis: Diagnosis = here("The diagnosis that the policy names.")
    breadth: Breadth = column("How it relates to the one asked about.", "how")
    stance: Stance = column("Accepted (covered, conditional) or refused (not covered).")
    criteria: str | None = column("What else must be met.")
    group: str | None = column("The policy's group or paragraph that says so.")
    source: Source | None = follow("The source that states this.", _SOURCE)


@strawberry.type
class CoveragePath:
    """One statement of a policy about the code, and its effect on the verdict."""

    policy: Policy = here("The policy: with its version, dates, payers and jurisdictions.")
    decides: bool = column("Whether it counts towards the verdict; otherwise another statement overrides it.")
    overridden: Override | None = column("Why it does not decide.")
    stance: Stance = column("Its stance on the question asked.")
    judgment: Judgment = column("How it judges the diagnosis.")
    reason: str = column("The reason, in one line; if it does not decide, what overrides it.")
    named: Code | None = follow("The code that the policy names.", Keyed((Label.CODE,), "named"))
    via: Naming = column("How that code relates to the one asked about.")
    says: Stance | None = column("The policy's stance on that code, regardless of the diagnosis.")
    group: str | None = column("The policy's code group or paragraph that says so.")
    criteria: str | None = column("The criteria to be met, or why it is not covered.")
    valid_from: date | None = column("The first day of this statement, if it has its own.")
    valid_to: date | None = column("The last day of this statement, if it has its own.")
    national: bool = column("Whether the policy applies nationwide.")
    diagnoses: list[CoverageDiagnosis] = follow(
        "What it says about the diagnosis asked about; empty if it does not judge it.",
        Listed("diagnoses", (Label.CODE, Label.CONDITION), "key", _DIAGNOSIS),
    )
    source: Source | None = follow("The source or document that states this.", _SOURCE)


@strawberry.type
class PayerVerdict:
    """The combined verdict of one payer's deciding policies."""

    payer: Payer = here("The payer.")
    verdict: Verdict = column("The verdict of its policies alone.")
    policies: list[Policy] = follow("The policies that decide it.", Keyed((Label.POLICY,), "policies"))


@strawberry.type
class Coverage:
    """Whether a code is covered. Information from policies, not a payment decision."""

    verdict: Verdict = column("The combined verdict of the deciding policies.")
    summary: str = column("The verdict in one line.")
    notes: list[str] = column("Notes: the code has ended, the diagnosis was not considered, ...")
    disclaimer: str = column("A disclaimer: not a payment decision.")
    as_of: date = column("The day asked about.")
    code: Code = here("The code asked about.")
    diagnosis: Diagnosis | None = follow(
        "The diagnosis asked about.", Keyed((Label.CODE, Label.CONDITION), "diagnosis")
    )
    payer: Payer | None = follow("The payer asked about.", Keyed((Label.PAYER,), "payer"))
    state: Jurisdiction | None = follow("The state asked about.", Keyed((Label.JURISDICTION,), "state"))
    paths: list[CoveragePath] = follow(
        "Every statement of a policy in force about the code, deciding ones first.",
        Listed("paths", (Label.POLICY,), "policy", _PATH),
    )
    by_payer: list[PayerVerdict] = follow(
        "The verdict of each payer whose policies decide, to show disagreements.",
        Listed("by_payer", (Label.PAYER,), "payer", ("verdict", "policies")),
    )
