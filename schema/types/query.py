"""The root fields."""

from typing import Any

import strawberry

from medcodegraph.graph.keys import normalise
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.tree import Rows, Scan, Seek
from medcodegraph.schema.answers.conditions import condition
from medcodegraph.schema.answers.coverage import Coverage
from medcodegraph.schema.answers.coverage_rows import ABOUT, coverage
from medcodegraph.schema.answers.lookup import IN_ORDER, LookupResult, answers, nodes
from medcodegraph.schema.answers.path import BETWEEN, CLOSEST_FIRST, Path, ways
from medcodegraph.schema.answers.policy_changes import (
    BY_DAY,
    DISPUTE,
    MOST_SPLIT_FIRST,
    PERIOD,
    DisagreementConnection,
    PolicyChangeConnection,
    changes,
    disagreements,
)
from medcodegraph.schema.answers.release_difference import RELEASES, ReleaseDifference, difference
from medcodegraph.schema.answers.search import BEST_FIRST, SearchConnection, SearchFilter, hits
from medcodegraph.schema.answers.shared_indications import (
    SPECIFIC_FIRST,
    CommonConditionConnection,
    SharedIndicationConnection,
    common,
    shared,
    treatments,
)
from medcodegraph.schema.answers.suggest import NEAREST_FIRST as NEAREST_WORDING_FIRST
from medcodegraph.schema.answers.suggest import Suggestion, suggestions
from medcodegraph.schema.answers.treatments import NEAREST_FIRST, AlternativeConnection, alternatives
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import IN_EFFECT, VALID, argument, follow, paged, root
from medcodegraph.schema.types.code import Code, CodeConnection, CodeFilter, CodeOrder
from medcodegraph.schema.types.condition import (
    Condition,
    ConditionConnection,
    ConditionFilter,
    ConditionOrder,
)
from medcodegraph.schema.types.node import Node
from medcodegraph.schema.types.payer import Payer, PayerConnection, PayerFilter, PayerOrder
from medcodegraph.schema.types.policy import Policy, PolicyConnection, PolicyFilter, PolicyOrder
from medcodegraph.schema.types.procedure import (
    Procedure,
    ProcedureConnection,
    ProcedureFilter,
    ProcedureOrder,
)
from medcodegraph.schema.types.source import SourceConnection


def _by_key(label: Label, what: str) -> Any:
    def rows(arguments: Arguments) -> Rows:
        return Seek((label,), arguments.parameter("key", normalise))

    return root(
        f"The {what} with this key, or null.",
        rows,
        argument("key", str, "The key, in any writing: `icd10cm:c9100` finds `ICD10CM:C91.00`."),
    )


def _any_node(arguments: Arguments) -> Rows:
    return Seek(tuple(Label), arguments.parameter("id", normalise))


@strawberry.type
class Query:
    """What can be asked. Everything is read-only, and information, never a payment decision."""

    code: Code | None = _by_key(Label.CODE, "code")
    codes: CodeConnection = paged(
        "Codes.", Scan(Label.CODE), filter=CodeFilter, sort=CodeOrder, spans=(VALID,)
    )
    procedure: Procedure | None = _by_key(Label.PROCEDURE, "procedure")
    procedures: ProcedureConnection = paged(
        "Procedures.", Scan(Label.PROCEDURE), filter=ProcedureFilter, sort=ProcedureOrder
    )
    condition: Condition | None = root(
        "The condition with this key, or null.",
        condition,
        argument(
            "key",
            str,
            "The key, in any writing; that of the same condition in another ontology (`DOID:9952`), a "
            "secondary or an obsolete one leads to it too.",
        ),
    )
    conditions: ConditionConnection = paged(
        "Conditions.", Scan(Label.CONDITION), filter=ConditionFilter, sort=ConditionOrder
    )
    policy: Policy | None = _by_key(Label.POLICY, "policy")
    policies: PolicyConnection = paged(
        "Policies.", Scan(Label.POLICY), filter=PolicyFilter, sort=PolicyOrder, spans=(IN_EFFECT,)
    )
    payer: Payer | None = _by_key(Label.PAYER, "payer")
    payers: PayerConnection = paged("Payers.", Scan(Label.PAYER), filter=PayerFilter, sort=PayerOrder)
    coverage: Coverage | None = root(
        "Whether a code is covered, with every statement of a policy that leads to the verdict; null where "
        "no source knows the code. Information, not a payment decision.",
        coverage,
        argument("code", str, "Key of the code, in any writing: `hcpcs:q2041`."),
        *ABOUT,
    )
    policy_changes: PolicyChangeConnection = paged(
        "The policies that changed between two days, the first change first: new ones, new versions, retired "
        "ones, other codes.",
        changes,
        *PERIOD,
        order=BY_DAY,
        facts=True,
    )
    disagreements: DisagreementConnection = paged(
        "The codes that payers disagree about, by what their policies say of the code itself, the most "
        "evenly split first.",
        disagreements,
        *DISPUTE,
        order=MOST_SPLIT_FIRST,
        facts=True,
    )
    release_difference: ReleaseDifference | None = root(
        "What changed from one release of a source to another: codes added, ended and revised. Null where "
        "one of the two is not loaded: `sources` lists those that are.",
        difference,
        *RELEASES,
    )
    search: SearchConnection = paged(
        "Everything that matches a text, best first: the exact code in any writing, exact names and "
        "synonyms, what an abbreviation, a lay word or a brand is known to mean, then beginnings and words; "
        "the codes of a condition or procedure right behind it. Slips of the pen only where nothing else "
        "matches, some of the words where few things have them all.",
        hits,
        argument("text", str, "What to look for."),
        order=BEST_FIRST,
        first=10,
        filter=SearchFilter,
        facts=True,
    )
    suggest: list[Suggestion] = follow(
        "At most ten codes, names and synonyms that a text may become while it is being typed, the "
        "nearest first.",
        suggestions,
        argument("text", str, "What is typed so far."),
        order=NEAREST_WORDING_FIRST,
        facts=True,
    )
    shared_indications: SharedIndicationConnection = paged(
        "Procedures and product codes that share an indication with all of the given things, through the "
        "hierarchy of conditions, the most specific first.",
        shared,
        argument("codes", list[str], "Keys of codes, procedures or conditions (1 to 50)."),
        order=SPECIFIC_FIRST,
        facts=True,
    )
    common_conditions: CommonConditionConnection = paged(
        "The lowest conditions that all of the given things are for, the most specific first.",
        common,
        argument("codes", list[str], "Keys of codes, procedures or conditions (1 to 50)."),
        order=SPECIFIC_FIRST,
        facts=True,
    )
    treatments: SharedIndicationConnection = paged(
        "What is done for a condition, or given for it, with the codes that bill it and whether they are "
        "covered.",
        treatments,
        argument("condition", str, "Key of a condition, or of a diagnosis code."),
        order=SPECIFIC_FIRST,
        facts=True,
    )
    alternatives: AlternativeConnection = paged(
        "What can be done instead: stated alternatives with what speaks for and against them, then what is "
        "done for the same conditions.",
        alternatives,
        argument("to", str, "Key of a code or a procedure."),
        order=NEAREST_FIRST,
        facts=True,
    )
    path: list[Path] = follow(
        "The shortest meaningful ways between two things, the closest first, each step with its fact and "
        "source; what everything leads to is not passed through. Empty where six steps do not lead there.",
        ways,
        *BETWEEN,
        order=CLOSEST_FIRST,
        facts=True,
    )
    lookup: list[LookupResult] = root(
        "Many codes at once, in the order of their keys: each is answered, or explained.",
        answers,
        argument("keys", list[str], "Keys in any writing, at most 1000; one may be there twice."),
        order=IN_ORDER,
        told_by="answer",
    )
    nodes: list[Node | None] = root(
        "Anything by keys, in their order; null in the place of a key that nothing has.",
        nodes,
        argument("ids", list[strawberry.ID], "Keys in any writing, at most 1000."),
    )
    node: Node | None = root(
        "Anything by its key.", _any_node, argument("id", strawberry.ID, "The key, in any writing.")
    )
    sources: SourceConnection = paged("Where the facts come from.", Scan(Label.SOURCE))
