"""Codes: billing, procedure and diagnosis codes of every system."""

from datetime import date
from enum import Enum

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.properties import NATURAL, STATUS, Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Keyed, Rows, Sort
from medcodegraph.schema.answers.conditions import conditions_of_code
from medcodegraph.schema.answers.coverage_rows import ABOUT, coverage_of_code
from medcodegraph.schema.answers.notes import (
    KINDS,
    NEAREST_NOTES_FIRST,
    InheritedNotes,
    inherited_notes,
    noted_codes,
)
from medcodegraph.schema.answers.related_policies import related
from medcodegraph.schema.answers.similar import SIMILAR
from medcodegraph.schema.answers.treatments import NEAREST_FIRST, alternatives_here
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.filters import (
    BooleanFilter,
    DateFilter,
    Direction,
    KeyFilter,
    StringFilter,
    TextFilter,
)
from medcodegraph.schema.mapping import (
    IN_EFFECT,
    STATED,
    VALID,
    column,
    descending,
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
from medcodegraph.schema.types.ancestors import NEAREST_ABOVE_FIRST, above
from medcodegraph.schema.types.history import OLDEST_FIRST, CodeEdition, editions
from medcodegraph.schema.types.lazy import (
    AlternativeConnectionType,
    CodeAncestorConnectionType,
    CodeConditionConnectionType,
    CodeConnectionType,
    CodePolicyConnectionType,
    CodeSystemType,
    ConditionType,
    CoverageType,
    NotedCodeConnectionType,
    ProcedureType,
    RelatedPolicyConnectionType,
    SimilarConnectionType,
    SourceType,
    ValueSetType,
)
from medcodegraph.schema.types.match import Match
from medcodegraph.schema.types.node import Connection, Edge, Node


@strawberry.input
class CodeFilter:
    """Which codes to keep; all given conditions must match."""

    key: StringFilter | None = filtered("By key.", "key")
    system: StringFilter | None = filtered('By code system: `{ eq: "HCPCS" }`.', "system")
    code: StringFilter | None = filtered("By the code itself.", "code")
    level: StringFilter | None = filtered(
        "By level: chapter, section, category, subcategory or code.", "level"
    )
    status: StringFilter | None = filtered("By status today: active or retired.", STATUS)
    billable: BooleanFilter | None = filtered("By whether it can be used on a claim.", "billable")
    valid_from: DateFilter | None = filtered("By its first valid day.", "valid_from")
    valid_to: DateFilter | None = filtered("By its last valid day.", "valid_to")
    text: TextFilter | None = filtered("By its display or description.", "display", "description")
    parent: KeyFilter | None = filtered(
        "By the next broader codes.", "key", hop=outward(Rel.CHILD_OF, Label.CODE)
    )
    replaced_by: KeyFilter | None = filtered(
        "By the codes that replaced it.", "key", hop=outward(Rel.REPLACED_BY, Label.CODE)
    )
    procedure: KeyFilter | None = filtered(
        "By the procedures it bills.", "key", hop=outward(Rel.BILLS, Label.PROCEDURE)
    )
    condition: KeyFilter | None = filtered(
        "By the conditions it classifies.", "key", hop=outward(Rel.CLASSIFIES, Label.CONDITION)
    )
    policy: KeyFilter | None = filtered(
        "By the policies that say whether it is covered.", "key", hop=inward(Rel.COVERS, Label.POLICY)
    )
    similar: KeyFilter | None = filtered("By the codes that are similar to it.", "key", hop=SIMILAR)
    and_: "list[CodeFilter] | None" = strawberry.field(
        name="and", description="All of these match.", default=strawberry.UNSET
    )
    or_: "list[CodeFilter] | None" = strawberry.field(
        name="or", description="At least one of these matches.", default=strawberry.UNSET
    )
    not_: "CodeFilter | None" = strawberry.field(
        name="not", description="This does not match.", default=strawberry.UNSET
    )


@strawberry.enum
class CodeOrderField(Enum):
    """Fields by which codes can be sorted."""

    KEY = strawberry.enum_value("key", description="The key.")
    NATURAL = strawberry.enum_value(
        NATURAL, description="The key with numbers by size: `CHAPTER-2` before `CHAPTER-10`."
    )
    CODE = strawberry.enum_value("code", description="The code itself.")
    DISPLAY = strawberry.enum_value("display", description="The display text.")
    VALID_FROM = strawberry.enum_value("valid_from", description="The first valid day.")
    VALID_TO = strawberry.enum_value("valid_to", description="The last valid day.")


@strawberry.input
class CodeOrder:
    """One sort key for codes."""

    field: CodeOrderField = strawberry.field(description="The field to sort by.")
    direction: Direction = strawberry.field(description="The sort direction.", default=Direction.ASC)


def chain(_: Arguments) -> Rows:
    """The rows of `Code.replacementChain`."""
    query = library()["replacement_chain"]
    return Call(query.text, {"key": Property("key")}, ("step", "loop", "sources"))


@strawberry.type
class Code(Node):
    """A code of a code system."""

    system: str | None = stored("The code system's short name: `CPT`, `HCPCS`, `ICD10CM`, ...")
    code: str | None = stored("The code itself, as it is written on a claim: `C91.00`.")
    display: str | None = stored(
        "The official description; for CPT, whose wording the AMA owns, null unless loaded under a licence."
    )
    description: str | None = stored("A longer description, if the system has one.")
    synonyms: list[str] = stored("Other wordings.")
    short: str | None = stored("The official short description, if the system has one.")
    medium: str | None = stored("CPT: the medium descriptor, if loaded under a licence.")
    plain: str | None = stored("CPT: the consumer-friendly descriptor, if loaded under a licence.")
    level: str | None = stored("chapter, section, category, subcategory, code, table, modifier, ...")
    status: str | None = stored("active or retired today: retired once its last day has passed.", STATUS)
    billable: bool | None = stored("Whether it can be used on a claim.")
    valid_from: date | None = stored("The first day it is valid.")
    valid_to: date | None = stored("The last day it is valid; null if open-ended.")
    valid_from_by: date | None = stored(
        "If the first day is not known, as releases are missing: it is this day or an earlier one."
    )
    valid_to_by: date | None = stored("If the last day is not known: it is this day or an earlier one.")
    changed_on: date | None = stored("The day its entry last changed, if the system states it.")
    axes: list[str] = stored("ICD-10-PCS: what each of its characters stands for.")
    coverage_indicator: str | None = stored("HCPCS: Medicare's coverage indicator.", "coverage")
    betos: str | None = stored("HCPCS: its Berenson-Eggers type of service.")
    ingredients: list[str] = stored(
        "HCPCS drugs: the active ingredients that the official wording names, such as filgrastim-sndz."
    )
    brands: list[str] = stored(
        "HCPCS drugs: the names in brackets in the official wording: a brand, or a maker."
    )
    manual_sections: list[str] = stored("HCPCS: sections of Medicare's old Coverage Issues Manual.")
    drg_type: str | None = stored("MS-DRG: SURG (surgical) or MED (medical).")
    mdc: str | None = stored("MS-DRG: its major diagnostic category; PRE for pre-MDC groups.")
    relative_weight: float | None = stored("MS-DRG: its relative weight for payment; 1 is the average case.")
    relative_weight_uncapped: float | None = stored(
        "MS-DRG: the relative weight before the cap that limits its decrease to 10% a year."
    )
    geometric_mean_stay: float | None = stored("MS-DRG: the geometric mean length of stay, in days.")
    arithmetic_mean_stay: float | None = stored("MS-DRG: the arithmetic mean length of stay, in days.")
    post_acute_transfer: bool | None = stored("MS-DRG: whether the post-acute care transfer policy applies.")
    special_pay: bool | None = stored("MS-DRG: whether the special payment method for transfers applies.")
    inclusion_terms: list[str] = stored("Inclusion terms of the tabular list.")
    index_terms: list[str] = stored("Entries of the publisher's alphabetic index that lead to it.")
    neoplasm_terms: list[str] = stored("Entries of the ICD-10-CM table of neoplasms that lead to it.")
    drug_terms: list[str] = stored("Entries of the ICD-10-CM table of drugs and chemicals that lead to it.")
    cause_terms: list[str] = stored("Entries of the ICD-10-CM external cause index that lead to it.")
    includes: list[str] = stored("Includes notes.")
    excludes1: list[str] = stored("Excludes1 notes: never coded together with this code.")
    excludes2: list[str] = stored("Excludes2 notes: not part of this code, but may be coded in addition.")
    code_first: list[str] = stored("What must be coded first.")
    use_additional: list[str] = stored("What to code in addition.")
    code_also: list[str] = stored("What to code as well, in either order.")
    notes: list[str] = stored("Other notes.")
    code_system: CodeSystemType | None = follow(
        "The code system it belongs to.", outward(Rel.IN_SYSTEM, Label.CODE_SYSTEM)
    )
    value_sets: list[ValueSetType] = follow(
        "The value sets it is a member of.", outward(Rel.MEMBER_OF, Label.VALUE_SET)
    )
    parents: "list[Code]" = follow("The next broader codes.", outward(Rel.CHILD_OF, Label.CODE))
    ancestors: CodeAncestorConnectionType = paged(
        "All codes above it, the nearest first.",
        above("code_ancestors"),
        order=NEAREST_ABOVE_FIRST,
        facts=True,
    )
    children: CodeConnectionType = paged(
        "The next narrower codes.", inward(Rel.CHILD_OF, Label.CODE), spans=(VALID,)
    )
    replaced_by: "list[Replacement]" = follow(
        "The codes that replaced it when it ended or ceased to be billable; empty for a valid code.",
        outward(Rel.REPLACED_BY, Label.CODE),
        facts=True,
    )
    replaces: "list[Replacement]" = follow(
        "The codes it replaced.", inward(Rel.REPLACED_BY, Label.CODE), facts=True
    )
    previously_coded_as: "list[PreviousCode]" = follow(
        "The codes used before this code existed, from the conversion table. Most are still valid for the "
        "rest of their meaning.",
        outward(Rel.PREVIOUSLY_CODED_AS, Label.CODE),
        facts=True,
    )
    previous_code_of: "list[PreviousCode]" = follow(
        "Newer codes that this one was used for before they existed.",
        inward(Rel.PREVIOUSLY_CODED_AS, Label.CODE),
        facts=True,
    )
    history: list[CodeEdition] = follow(
        "The code in each edition that lists every code of its level, oldest first.",
        editions,
        order=OLDEST_FIRST,
    )
    replacement_chain: "list[ReplacementStep]" = follow(
        "Its predecessors and successors, step by step, oldest first; the code itself is step 0.",
        chain,
        order=(Sort(Property("step", Owner.ROW), type=Type.INT, always=True),),
        facts=True,
    )
    unmapped: list[str] = stored("The maps that state that it has no counterpart in the other system.")
    maps_to: "list[CodeMap]" = follow(
        "Codes of other systems that official maps give for it.",
        outward(Rel.MAPS_TO, Label.CODE),
        facts=True,
    )
    mapped_from: CodeConnectionType = paged(
        "Codes of other systems from which an official map leads here.", inward(Rel.MAPS_TO, Label.CODE)
    )
    procedures: list[ProcedureType] = follow("The procedures it bills.", outward(Rel.BILLS, Label.PROCEDURE))
    inherited_notes: list[InheritedNotes] = follow(
        "Notes of the headings above it, which apply to it too, nearest heading first.",
        inherited_notes,
        order=NEAREST_NOTES_FIRST,
        facts=True,
    )
    noted_codes: NotedCodeConnectionType = paged(
        "The codes, categories, sections and chapters that its notes name, and those of headings above.",
        noted_codes,
        KINDS,
        order=NEAREST_NOTES_FIRST,
        facts=True,
    )
    conditions: CodeConditionConnectionType = paged(
        "The conditions that a diagnosis code classifies, and how exactly; also those that headings above it "
        "mean, unless a nearer one implies them.",
        conditions_of_code,
        facts=True,
    )
    indications: "list[CodeIndication]" = follow(
        "The conditions this code itself (a product) is indicated for.",
        outward(Rel.INDICATED_FOR, Label.CONDITION),
        facts=True,
    )
    policies: CodePolicyConnectionType = paged(
        "The policies that say whether it is covered.",
        inward(Rel.COVERS, Label.POLICY),
        facts=True,
        spans=(STATED, IN_EFFECT),
    )
    diagnosis_policies: CodePolicyConnectionType = paged(
        "The policies that name this diagnosis code as accepted or refused.",
        inward(Rel.SUPPORTS, Label.POLICY),
        facts=True,
        spans=(IN_EFFECT,),
    )
    related_policies: RelatedPolicyConnectionType = paged(
        "Related policies, closest first: those that name it, a code above or below it, its procedure's "
        "other codes, its conditions or a similar code, or share words with it. At most 100.",
        related,
        order=(descending("score", Type.FLOAT, Owner.ROW),),
        facts=True,
        first=10,
    )
    coverage: CoverageType | None = follow(
        "Whether it is covered, with every statement of a policy that leads to the verdict. Information, not "
        "a payment decision.",
        coverage_of_code,
        *ABOUT,
    )
    alternatives: AlternativeConnectionType = paged(
        "Alternatives stated for the procedure it bills, then other treatments of the same conditions.",
        alternatives_here,
        order=NEAREST_FIRST,
        facts=True,
        first=10,
    )
    similar: SimilarConnectionType = paged(
        "Similar codes, most similar first, each with its reasons.",
        SIMILAR,
        order=(descending("score", Type.FLOAT, Owner.EDGE),),
        facts=True,
        first=10,
    )


@strawberry.type
class Replacement:
    """The replacement of one code by another."""

    on: date | None = fact("The day of the change, from which the old code cannot be billed.")
    split: bool | None = fact("True if several codes together replaced the old one; else null.")
    code: Code = here("The code at the other end: the new one, or the old one.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class PreviousCode:
    """A code that was used before another existed."""

    on: date | None = fact("The first day of the new code.")
    code: Code = here("The code at the other end: the previous one, or the new one.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class ReplacementStep:
    """A code in a chain of replacements."""

    step: int = column("How many replacements after the code asked for; negative before it.")
    code: Code = here("The code of this step.")
    loop: bool = column("Whether replacements lead from it back to itself, so that the chain is endless.")
    sources: list[SourceType] = follow(
        "The sources that state its replacement.", Keyed((Label.SOURCE,), "sources")
    )


@strawberry.type
class CodeMap:
    """An official mapping from one code to another."""

    map: str | None = fact("The map's name.")
    match: Match | None = fact("How exactly the codes match, if the map states it.")
    inpatient_default: str | None = fact(
        "CCSR: whether it is the default for a principal diagnosis: Y, N, or X if the code cannot be one."
    )
    outpatient_default: str | None = fact(
        "CCSR: whether it is the default for a first-listed diagnosis: Y, N, or X if it cannot be one."
    )
    depends_on: str | None = fact("A condition of the map: `patient-sex: male`; null if it always applies.")
    approximate: bool | None = fact("GEMs: whether the codes are only approximately equivalent.")
    combination: bool | None = fact("GEMs: whether only a combination of several codes is equivalent.")
    scenario: int | None = fact("GEMs: the scenario (one of several combinations) this code belongs to.")
    choice: int | None = fact("GEMs: the choice list of the scenario; a combination has one code of each.")
    code: Code = here("The code it maps to.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class CodeIndication:
    """A condition that a code, as a product, is indicated for."""

    criteria: str | None = fact("The source's criteria for who qualifies.")
    condition: ConditionType = here("The condition.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class CodeEdge(Edge):
    """A code in a list."""

    node: Code = here("The code.")


@strawberry.type
class CodeConnection(Connection):
    """A page of codes."""

    edges: list[CodeEdge] = part("edges", "The codes with their cursors.")
    nodes: list[Code] = part("nodes", "The codes.")
