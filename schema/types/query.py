"""The root fields."""

from typing import Any

import strawberry

from medcodegraph.graph.model import Label
from medcodegraph.graph.request.tree import Rows, Scan, Seek
from medcodegraph.schema.answers.conditions import condition
from medcodegraph.schema.answers.coverage import Coverage
from medcodegraph.schema.answers.coverage_rows import ABOUT, coverage
from medcodegraph.schema.answers.loadable_sources import BY_NAME, LoadableSource, loadable
from medcodegraph.schema.answers.lookup import IN_ORDER, LookupResult, answers, node, nodes
from medcodegraph.schema.answers.neighbours import (
    BY_RELATION,
    BY_SERIES,
    LOADED_BY,
    OF,
    Edition,
    NeighbourConnection,
    editions,
    neighbours,
)
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
from medcodegraph.schema.answers.similar import PAIR, Similarity, between
from medcodegraph.schema.answers.suggest import NEAREST_FIRST as NEAREST_WORDING_FIRST
from medcodegraph.schema.answers.suggest import Suggestion, suggestions
from medcodegraph.schema.answers.treatments import NEAREST_FIRST, AlternativeConnection, alternatives
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.known_values import whole_key
from medcodegraph.schema.mapping import IN_EFFECT, VALID, argument, follow, paged, root
from medcodegraph.schema.types.code import Code, CodeConnection, CodeFilter, CodeOrder
from medcodegraph.schema.types.code_system import CodeSystemConnection
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
from medcodegraph.schema.types.value_set import ValueSetConnection


def _by_key(label: Label, what: str) -> Any:
    def rows(arguments: Arguments) -> Rows:
        return Seek((label,), arguments.parameter("key", whole_key))

    return root(
        f"The {what} with this key, or null.",
        rows,
        argument("key", str, "The key, in any form: `icd10cm:c9100` finds `ICD10CM:C91.00`."),
    )


@strawberry.type
class Query:
    """Queries. Everything is read-only, and is information, never a payment decision."""

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
            "The key, in any form; that of the same condition in another ontology (`DOID:9952`), or a "
            "secondary or obsolete one, also works.",
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
        "Whether a code is covered, with every statement of a policy that leads to the verdict; null if the "
        "code is unknown. Information, not a payment decision.",
        coverage,
        argument("code", str, "Key of the code, in any form: `hcpcs:q2041`."),
        *ABOUT,
    )
    policy_changes: PolicyChangeConnection = paged(
        "The policies that changed between two days, in order of the change: new policies, new versions, "
        "retirements, changes to their codes.",
        changes,
        *PERIOD,
        order=BY_DAY,
        facts=True,
    )
    disagreements: DisagreementConnection = paged(
        "The codes that payers disagree about, judging by their policies on the code itself, most evenly "
        "split first.",
        disagreements,
        *DISPUTE,
        order=MOST_SPLIT_FIRST,
        facts=True,
    )
    release_difference: ReleaseDifference | None = root(
        "What changed from one release of a source to another: codes added, ended and revised. Null if "
        "either is not loaded: `sources` lists those that are.",
        difference,
        *RELEASES,
    )
    similarity: Similarity | None = root(
        "How similar two codes are, and why; null if they share no evidence.", between, *PAIR
    )
    neighbours: NeighbourConnection = paged(
        "What is directly related to an object, relation by relation.",
        neighbours,
        *OF,
        order=BY_RELATION,
        facts=True,
    )
    search: SearchConnection = paged(
        "Everything that matches a text, best first: the exact code in any form, exact names and synonyms, "
        "the meaning of an abbreviation, a lay term or a brand, then prefixes and words; the codes of a "
        "condition or procedure directly after it. Typos are considered only if nothing else matches, some "
        "of the words only if few results contain them all.",
        hits,
        argument("text", str, "What to look for."),
        order=BEST_FIRST,
        first=10,
        filter=SearchFilter,
        facts=True,
    )
    suggest: list[Suggestion] = follow(
        "At most ten codes, names and synonyms that complete a text as it is typed, closest first.",
        suggestions,
        argument("text", str, "The text typed so far."),
        order=NEAREST_WORDING_FIRST,
        facts=True,
    )
    shared_indications: SharedIndicationConnection = paged(
        "Procedures and product codes that share an indication with everything given, through the hierarchy "
        "of conditions, most specific first.",
        shared,
        argument("codes", list[str], "Keys of codes, procedures or conditions (1 to 50)."),
        order=SPECIFIC_FIRST,
        facts=True,
    )
    common_conditions: CommonConditionConnection = paged(
        "The lowest common conditions of everything given, most specific first.",
        common,
        argument("codes", list[str], "Keys of codes, procedures or conditions (1 to 50)."),
        order=SPECIFIC_FIRST,
        facts=True,
    )
    treatments: SharedIndicationConnection = paged(
        "Treatments of a condition (procedures and products), with the codes that bill them and whether "
        "these are covered.",
        treatments,
        argument("condition", str, "Key of a condition, or of a diagnosis code."),
        order=SPECIFIC_FIRST,
        facts=True,
    )
    alternatives: AlternativeConnection = paged(
        "Stated alternatives with their advantages and disadvantages, then other treatments of the "
        "same conditions.",
        alternatives,
        argument("to", str, "Key of a code or a procedure."),
        order=NEAREST_FIRST,
        facts=True,
    )
    path: list[Path] = follow(
        "The shortest meaningful paths between two objects, closest first, each step with its fact and "
        "source, avoiding hubs that nearly everything leads to. Empty if they are more than six steps apart.",
        ways,
        *BETWEEN,
        order=CLOSEST_FIRST,
        facts=True,
    )
    lookup: list[LookupResult] = root(
        "Many codes and conditions at once, in the order of the keys: for each, what was found, or why "
        "nothing was.",
        answers,
        argument("keys", list[str], "Keys in any form, at most 1000; may contain duplicates."),
        order=IN_ORDER,
        typed_by="answer",
    )
    nodes: list[Node | None] = root(
        "Any objects by their keys, in order; null for a key that does not exist.",
        nodes,
        argument("ids", list[strawberry.ID], "Keys in any form, at most 1000."),
        order=IN_ORDER,
    )
    node: Node | None = root(
        "Any object by its key, or null.",
        node,
        argument(
            "id",
            strawberry.ID,
            "The key, in any form; for a condition also one from another ontology (`DOID:9952`), a secondary "
            "or an obsolete one.",
        ),
    )
    code_systems: CodeSystemConnection = paged("Code systems.", Scan(Label.CODE_SYSTEM))
    value_sets: ValueSetConnection = paged("Value sets.", Scan(Label.VALUE_SET))
    editions: list[Edition] = follow(
        "The loaded editions of all sources, series by series, the oldest first.",
        editions,
        *LOADED_BY,
        order=BY_SERIES,
        facts=True,
    )
    sources: SourceConnection = paged("The sources of the facts.", Scan(Label.SOURCE))
    loadable_sources: list[LoadableSource] = follow(
        "Every source that can be loaded, and what is loaded of it: what is not loaded is not known here.",
        loadable,
        order=BY_NAME,
        facts=True,
    )
