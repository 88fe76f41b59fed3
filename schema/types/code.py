"""Codes: the billing, procedure and diagnosis codes of every system."""

from datetime import date
from enum import Enum

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.tree import STATUS, Call, Keyed, Owner, Property, Rows, Sort, Type
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
from medcodegraph.schema.types.history import OLDEST_FIRST, CodeEdition, editions
from medcodegraph.schema.types.lazy import (
    AlternativeConnectionType,
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
    """Which codes to keep; everything given must hold."""

    key: StringFilter | None = filtered("By key.", "key")
    system: StringFilter | None = filtered('By code system: `{ eq: "HCPCS" }`.', "system")
    code: StringFilter | None = filtered("By the code itself.", "code")
    level: StringFilter | None = filtered(
        "By level: chapter, section, category, subcategory or code.", "level"
    )
    status: StringFilter | None = filtered("By status today: active or retired.", STATUS)
    billable: BooleanFilter | None = filtered("By whether it can stand on a claim.", "billable")
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
        name="and", description="All of these hold.", default=strawberry.UNSET
    )
    or_: "list[CodeFilter] | None" = strawberry.field(
        name="or", description="At least one of these holds.", default=strawberry.UNSET
    )
    not_: "CodeFilter | None" = strawberry.field(
        name="not", description="This does not hold.", default=strawberry.UNSET
    )


@strawberry.enum
class CodeOrderField(Enum):
    """By what codes can be sorted."""

    KEY = strawberry.enum_value("key", description="The key.")
    CODE = strawberry.enum_value("code", description="The code itself.")
    DISPLAY = strawberry.enum_value("display", description="The display text.")
    VALID_FROM = strawberry.enum_value("valid_from", description="The first valid day.")
    VALID_TO = strawberry.enum_value("valid_to", description="The last valid day.")


@strawberry.input
class CodeOrder:
    """One sort key for codes."""

    field: CodeOrderField = strawberry.field(description="By what to sort.")
    direction: Direction = strawberry.field(description="Which way.", default=Direction.ASC)


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
        "The official text; for CPT, whose texts belong to the AMA, null unless loaded under a licence."
    )
    description: str | None = stored("A longer text, where the system has one.")
    synonyms: list[str] = stored("Other wordings.")
    short: str | None = stored("The official short text, where the system has one.")
    medium: str | None = stored("CPT: the text of middle length, where it was loaded under a licence.")
    plain: str | None = stored("CPT: the text in plain words for patients, likewise.")
    level: str | None = stored("chapter, section, category, subcategory, code, table, modifier, ...")
    status: str | None = stored("active or retired today: retired once its last day has passed.", STATUS)
    billable: bool | None = stored("Whether it can stand on a claim.")
    valid_from: date | None = stored("The first day it is valid.")
    valid_to: date | None = stored("The last day it is valid; null while it has no end.")
    valid_from_by: date | None = stored(
        "Where the first day is not known, as releases are missing: it is this day or an earlier one."
    )
    valid_to_by: date | None = stored("Where the last day is not known, likewise.")
    changed_on: date | None = stored("The day its entry last changed, where the system says so.")
    axes: list[str] = stored("ICD-10-PCS: what each of its characters stands for.")
    coverage_indicator: str | None = stored("HCPCS: the coverage indicator of Medicare.", "coverage")
    betos: str | None = stored("HCPCS: its Berenson-Eggers type of service.")
    ingredients: list[str] = stored(
        "HCPCS drugs: the active ingredients that the official wording names, such as filgrastim-sndz."
    )
    brands: list[str] = stored(
        "HCPCS drugs: the names in brackets in the official wording: a brand, or a maker."
    )
    manual_sections: list[str] = stored("HCPCS: sections of Medicare's old Coverage Issues Manual.")
    drg_type: str | None = stored("MS-DRG: SURG (surgical) or MED (medical).")
    mdc: str | None = stored("MS-DRG: its major diagnostic category; PRE for those that come before any.")
    relative_weight: float | None = stored("MS-DRG: the weight its cases are paid by; 1 is the average case.")
    relative_weight_uncapped: float | None = stored(
        "MS-DRG: the weight before the rule that it falls by at most a tenth a year."
    )
    geometric_mean_stay: float | None = stored("MS-DRG: the geometric mean of days in hospital.")
    arithmetic_mean_stay: float | None = stored("MS-DRG: the arithmetic mean of days in hospital.")
    post_acute_transfer: bool | None = stored("MS-DRG: whether early transfers to other care are paid less.")
    special_pay: bool | None = stored("MS-DRG: whether such transfers are paid by the special formula.")
    inclusion_terms: list[str] = stored("Terms that the code includes, as an index would list them.")
    index_terms: list[str] = stored("Entries of the publisher's alphabetic index that lead to it.")
    neoplasm_terms: list[str] = stored("Entries of the ICD-10-CM table of neoplasms that lead to it.")
    drug_terms: list[str] = stored("Entries of the ICD-10-CM table of drugs and chemicals that lead to it.")
    cause_terms: list[str] = stored("Entries of the ICD-10-CM external cause index that lead to it.")
    includes: list[str] = stored("The notes headed Includes.")
    excludes1: list[str] = stored("The notes headed Excludes1: never coded together with this.")
    excludes2: list[str] = stored("The notes headed Excludes2: not part of this, may be coded besides.")
    code_first: list[str] = stored("What must be coded before this.")
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
    children: CodeConnectionType = paged(
        "The next narrower codes.", inward(Rel.CHILD_OF, Label.CODE), spans=(VALID,)
    )
    replaced_by: "list[Replacement]" = follow(
        "The codes that replaced it, when it ended or ceased to be billable; empty for a code that is valid.",
        outward(Rel.REPLACED_BY, Label.CODE),
        facts=True,
    )
    replaces: "list[Replacement]" = follow(
        "The codes it replaced.", inward(Rel.REPLACED_BY, Label.CODE), facts=True
    )
    previously_coded_as: "list[PreviousCode]" = follow(
        "What was coded before this code existed, as the conversion table says. Most of those codes are "
        "still valid, for the rest of what they mean.",
        outward(Rel.PREVIOUSLY_CODED_AS, Label.CODE),
        facts=True,
    )
    previous_code_of: "list[PreviousCode]" = follow(
        "The newer codes for which this one was coded before they existed.",
        inward(Rel.PREVIOUSLY_CODED_AS, Label.CODE),
        facts=True,
    )
    history: list[CodeEdition] = follow(
        "What each edition that names every code of its kind says of it, the oldest first.",
        editions,
        order=OLDEST_FIRST,
    )
    replacement_chain: "list[ReplacementStep]" = follow(
        "All that it replaced and that replaced it, step by step, the oldest first; itself is step 0.",
        chain,
        order=(Sort(Property("step", Owner.ROW), type=Type.INT, always=True),),
        facts=True,
    )
    unmapped: list[str] = stored("The maps that say that it has no counterpart in their other system.")
    maps_to: "list[CodeMap]" = follow(
        "Codes of other systems that an official map gives for it.",
        outward(Rel.MAPS_TO, Label.CODE),
        facts=True,
    )
    mapped_from: CodeConnectionType = paged(
        "Codes of other systems from which an official map leads here.", inward(Rel.MAPS_TO, Label.CODE)
    )
    procedures: list[ProcedureType] = follow("The procedures it bills.", outward(Rel.BILLS, Label.PROCEDURE))
    inherited_notes: list[InheritedNotes] = follow(
        "The notes of the headings above it, which hold for it too, those of the nearest heading first.",
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
        "The conditions a diagnosis code means, with how exactly it does; a code that has none of its own "
        "inherits those of the nearest heading above it.",
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
        "The policies that name this diagnosis code as one they accept or refuse.",
        inward(Rel.SUPPORTS, Label.POLICY),
        facts=True,
        spans=(IN_EFFECT,),
    )
    related_policies: RelatedPolicyConnectionType = paged(
        "Policies that have to do with it, the closest first: those that name it, a code around it, its "
        "procedure's other codes, its conditions or a similar code, or share words with it. At most 100.",
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
        "What can be done instead: alternatives to the procedure it bills, then what is done for the same "
        "conditions.",
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
    """That one code replaced another."""

    on: date | None = fact("The day of the change: from then on the old code cannot be billed.")
    split: bool | None = fact("True where several codes replaced the old one together; else null.")
    code: Code = here("The code at the other end: the new one, or the old one.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class PreviousCode:
    """That one code was coded before another existed."""

    on: date | None = fact("The first day of the new code.")
    code: Code = here("The code at the other end: the previous one, or the new one.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class ReplacementStep:
    """A code in a chain of replacements."""

    step: int = column("How many replacements after the code asked for; negative before it.")
    code: Code = here("The code of this step.")
    loop: bool = column("Whether replacements lead from it back to it, so that the chain has no end.")
    sources: list[SourceType] = follow("Who states what replaced it.", Keyed((Label.SOURCE,), "sources"))


@strawberry.type
class CodeMap:
    """That an official map leads from one code to another."""

    map: str | None = fact("The map's name.")
    match: Match | None = fact("How exactly the code means the other, where the map says so.")
    inpatient_default: str | None = fact(
        "CCSR: whether it is the category of a principal diagnosis: Y, N, or X where the code cannot be one."
    )
    outpatient_default: str | None = fact(
        "CCSR: whether it is the category of a first-listed diagnosis: Y, N, or X where it cannot be one."
    )
    depends_on: str | None = fact("On what the map depends: `patient-sex: male`; null where it always holds.")
    approximate: bool | None = fact("GEMs: whether the codes do not mean quite the same.")
    combination: bool | None = fact("GEMs: whether it takes several codes together to mean the same.")
    scenario: int | None = fact("GEMs: which of several combinations this code belongs to.")
    choice: int | None = fact("GEMs: the choice list of the scenario; a combination has one code of each.")
    code: Code = here("The code it leads to.")
    source: SourceType | None = stater()
    sources: list[SourceType] = staters()


@strawberry.type
class CodeIndication:
    """That a code, as a product, is indicated for a condition."""

    criteria: str | None = fact("Who qualifies, in the source's sense.")
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
