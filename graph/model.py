"""The model: node labels, relationship types, their properties. The single source of names.

Every node has `key`, unique among nodes of its label and, by its prefix, in the whole graph. Every edge has
`source` (the key of the Source that states it), `load` (the mark of the load that last confirmed it) and
`id`, which is empty unless one source states the same edge twice with different facts (a policy's code
groups).
"""

from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    """Node labels."""

    CODE_SYSTEM = "CodeSystem"
    CODE = "Code"
    VALUE_SET = "ValueSet"
    PROCEDURE = "Procedure"
    CONDITION = "Condition"
    POLICY = "Policy"
    PAYER = "Payer"
    JURISDICTION = "Jurisdiction"
    SETTING = "Setting"
    ROLE = "Role"
    EQUIPMENT = "Equipment"
    DIAGNOSTIC_TEST = "DiagnosticTest"
    RISK = "Risk"
    SOURCE = "Source"


class Rel(StrEnum):
    """Relationship types, read left to right."""

    IN_SYSTEM = "IN_SYSTEM"
    MEMBER_OF = "MEMBER_OF"
    CHILD_OF = "CHILD_OF"
    REPLACED_BY = "REPLACED_BY"
    PREVIOUSLY_CODED_AS = "PREVIOUSLY_CODED_AS"
    MAPS_TO = "MAPS_TO"
    EXCLUDES1 = "EXCLUDES1"
    EXCLUDES2 = "EXCLUDES2"
    USE_ADDITIONAL = "USE_ADDITIONAL"
    CODE_FIRST = "CODE_FIRST"
    CODE_ALSO = "CODE_ALSO"
    BILLS = "BILLS"
    CLASSIFIES = "CLASSIFIES"
    INDICATED_FOR = "INDICATED_FOR"
    ALTERNATIVE_TO = "ALTERNATIVE_TO"
    PERFORMED_IN = "PERFORMED_IN"
    PERFORMED_BY = "PERFORMED_BY"
    USES = "USES"
    REQUIRES = "REQUIRES"
    RISKS = "RISKS"
    IS_A = "IS_A"
    ISSUED_BY = "ISSUED_BY"
    SERVES = "SERVES"
    APPLIES_IN = "APPLIES_IN"
    COVERS = "COVERS"
    SUPPORTS = "SUPPORTS"
    CITES = "CITES"
    SUPERSEDES = "SUPERSEDES"
    SIMILAR_TO = "SIMILAR_TO"
    STATED_BY = "STATED_BY"
    LACKED_BY = "LACKED_BY"
    CHANGED_IN = "CHANGED_IN"
    FORMER = "FORMER"
    CONTRADICTED = "CONTRADICTED"


SINGLE = frozenset({Rel.SIMILAR_TO})
"""Kinds with at most one edge between two nodes: derived, so stated by one source, without an id."""


class Kind(StrEnum):
    """The type of a property, as the database stores it."""

    TEXT = "STRING"
    TEXTS = "LIST<STRING NOT NULL>"
    FLAG = "BOOLEAN"
    DATE = "DATE"
    INTEGER = "INTEGER"
    NUMBER = "FLOAT"
    NUMBERS = "LIST<FLOAT NOT NULL>"


T, TS, F, D, INT, N = Kind.TEXT, Kind.TEXTS, Kind.FLAG, Kind.DATE, Kind.INTEGER, Kind.NUMBER

NODE_PROPERTIES: dict[Label, dict[str, Kind]] = {
    Label.CODE_SYSTEM: {"name": T, "title": T, "uri": T, "publisher": T, "licence": T, "version": T},
    Label.CODE: {
        "system": T,
        "code": T,
        "display": T,
        "description": T,
        "synonyms": TS,
        "short": T,  # the publisher's abbreviated wording
        "medium": T,  # the medium-length wording
        "plain": T,  # in plain language, for patients
        "level": T,  # chapter, section, category, subcategory, body system, table, code, modifier
        "status": T,  # active, retired
        "billable": F,
        "valid_from": D,
        "valid_to": D,
        "valid_from_by": D,  # if the first day is not known: it is this day or an earlier one
        "valid_to_by": D,  # likewise the last day
        "changed_on": D,  # when the publisher's last change to it took effect
        "axes": TS,  # the characters of an ICD-10-PCS code, such as "4 Body Part: Peripheral Vein"
        "coverage": T,  # Medicare's indicator of a HCPCS code: C, D, I, M, S
        "betos": T,  # Berenson-Eggers type of service of a HCPCS code: D1E
        "ingredients": TS,  # the ingredients that the wording of a HCPCS drug code names: filgrastim-sndz
        "brands": TS,  # in brackets there: zarxio; a maker's where makers have codes of their own
        "manual_sections": TS,  # of Medicare's old Coverage Issues Manual: 60-9, older numbers of NCDs
        "drg_type": T,  # of an MS-DRG: SURG, MED
        "mdc": T,  # its major diagnostic category: 08, or PRE for those that come before any
        "relative_weight": N,  # payment relative to the average case; falls by 10% a year at most
        "relative_weight_uncapped": N,
        "geometric_mean_stay": N,  # days
        "arithmetic_mean_stay": N,
        "post_acute_transfer": F,
        "special_pay": F,
        "inclusion_terms": TS,
        "index_terms": TS,  # entries of the publisher's alphabetic index that lead to it
        "neoplasm_terms": TS,  # entries of its table of neoplasms
        "drug_terms": TS,  # entries of its table of drugs and chemicals
        "cause_terms": TS,  # entries of its index to external causes
        "includes": TS,
        "excludes1": TS,
        "excludes2": TS,
        "code_first": TS,
        "use_additional": TS,
        "code_also": TS,
        "notes": TS,
        "unmapped": TS,  # maps that state that it has no counterpart in the other system
    },
    Label.VALUE_SET: {
        "name": T,
        "title": T,
        "description": T,
        "uri": T,
        "publisher": T,
        "licence": T,
        "version": T,
        "status": T,  # draft, active, retired, unknown
    },
    Label.PROCEDURE: {
        "name": T,
        "terms": TS,
        "summary": T,
        "purpose": T,
        "goals": T,
        "symptoms": T,
        "patient_criteria": T,
        "instructions": T,
        "description": T,
        "steps": TS,
        "anesthesia": T,
        "duration": T,
        "benefits": T,
        "timeline": T,
        "care": T,  # after the procedure
        "recovery": T,
        "risk_management": T,
        "patient_experience": T,
        "edge_sections": TS,  # sections that became edges, in the page's own words, as "Heading: text"
        "other_sections": TS,  # headings the page format does not name, as "Heading: text"
    },
    Label.CONDITION: {
        "name": T,
        "synonyms": TS,
        "definition": T,
        "non_human": F,  # whether it is a disease of other animals only
        "xrefs": TS,  # keys of the same condition in other ontologies: DOID:9952
        "information_content": Kind.NUMBER,  # derived: 1 for one code, falling to 0 for very many (0006)
    },
    Label.POLICY: {
        "kind": T,  # NCD, LCD, ARTICLE, PAYER, INDICATOR
        "number": T,
        "version": T,
        "title": T,
        "status": T,  # active, retired, draft
        "effective_from": D,
        "effective_to": D,
        "url": T,
        "text": T,
        "benefit_categories": TS,  # the Medicare benefit categories of an NCD
    },
    Label.PAYER: {"name": T, "kind": T, "url": T},
    Label.JURISDICTION: {"name": T, "kind": T},
    Label.SETTING: {"name": T},
    Label.ROLE: {"name": T},
    Label.EQUIPMENT: {"name": T},
    Label.DIAGNOSTIC_TEST: {"name": T},
    Label.RISK: {"name": T},
    Label.SOURCE: {
        "name": T,  # the loader: icd10cm, starter, page, ...
        "title": T,
        "publisher": T,
        "url": T,
        "licence": T,
        "release": T,
        "series": T,  # the series it is an edition of: icd10cm/order
        "begins": D,  # the first day this edition is in force
        "compared": T,  # the edition before it in its series, and the loads of both, as of CHANGED_IN
        "lists": TS,  # the systems and levels it lists completely, as "SYSTEM level": ICD10CM code
        "published_on": D,
        "retrieved_at": T,  # when the file was loaded, ISO 8601 in UTC
        "file": T,
        "sha256": T,
        "licensed": F,  # whether its texts are copyrighted and loaded under a licence
        "hidden": F,  # whether its claims are kept out of the nodes
        "rank": INT,  # if two sources state the same property, the higher rank wins
        "rows_read": INT,
        "rows_rejected": INT,
        "nodes": INT,  # how many nodes and edges it states
        "edges": INT,
        "load": T,
        "state": T,  # loading, complete
        "part_of": T,  # key of the Source whose file cites this document
        "follows": TS,  # the code systems of which it takes all codes that others state
        "followed": T,  # a fingerprint of the codes that it took
        "token": T,  # of a derived source: the name of its last derivation
        "changed": TS,  # of a derived source: what was written since it was derived
        "changed_codes": TS,  # and the codes it was written about, if they are few
    },
}

STATUS_TODAY = """\
CASE WHEN {0}.valid_to IS NULL THEN {0}.status WHEN {0}.valid_to < date() THEN 'retired' ELSE 'active' END"""
"""A node's status today, by the rule code_status, for compiled statements.

`{0}` is the node's variable. Only codes have `valid_to`.
"""


@dataclass(frozen=True, slots=True)
class EdgeKind:
    """Which labels an edge joins, and its properties besides source, load and id."""

    starts: tuple[Label, ...]
    ends: tuple[Label, ...]
    properties: dict[str, Kind]


def _edge(starts: Label | tuple[Label, ...], ends: Label | tuple[Label, ...], **properties: Kind) -> EdgeKind:
    return EdgeKind(
        (starts,) if isinstance(starts, Label) else starts,
        (ends,) if isinstance(ends, Label) else ends,
        properties,
    )


_NAMED_IN_NOTE = _edge(
    Label.CODE,
    Label.CODE,
    note=T,  # the note that names the code, in the list's own words
    qualified=F,  # whether the note means only some of the codes below, as "with fifth character 5"
)

EDGES: dict[Rel, EdgeKind] = {
    Rel.IN_SYSTEM: _edge(Label.CODE, Label.CODE_SYSTEM),
    Rel.MEMBER_OF: _edge(Label.CODE, Label.VALUE_SET),
    Rel.CHILD_OF: _edge(Label.CODE, Label.CODE),
    # Only where the old code ended or is no longer billable; `split` where several codes replaced it.
    Rel.REPLACED_BY: _edge(Label.CODE, Label.CODE, on=D, split=F),
    # From the new code to one that was used for it before `on`, and that may still be valid for the rest.
    Rel.PREVIOUSLY_CODED_AS: _edge(Label.CODE, Label.CODE, on=D),
    Rel.MAPS_TO: _edge(
        Label.CODE,
        Label.CODE,
        map=T,
        match=T,  # exact, narrow, broad, related: seen from the code that is mapped
        inpatient_default=T,  # of a CCSR category: Y, N, X where the code cannot be the principal diagnosis
        outpatient_default=T,  # the same for the first-listed diagnosis
        depends_on=T,  # a condition of the map: patient-sex: male
        approximate=F,  # GEM (General Equivalence Mapping): the codes are not exactly equivalent
        combination=F,  # GEM: only together with other codes, one of each choice list of a scenario
        scenario=INT,
        choice=INT,
    ),
    Rel.EXCLUDES1: _NAMED_IN_NOTE,
    Rel.EXCLUDES2: _NAMED_IN_NOTE,
    Rel.USE_ADDITIONAL: _NAMED_IN_NOTE,
    Rel.CODE_FIRST: _NAMED_IN_NOTE,
    Rel.CODE_ALSO: _NAMED_IN_NOTE,
    Rel.BILLS: _edge(Label.CODE, Label.PROCEDURE, step=T),
    Rel.CLASSIFIES: _edge(
        Label.CODE,
        Label.CONDITION,
        match=T,  # exact, narrow, broad, related: seen from the code
        stated_match=T,  # the match that the source states, if a review changed it (graph/conditions)
        reason=T,  # the reason, if no source states the match
    ),
    Rel.INDICATED_FOR: _edge((Label.PROCEDURE, Label.CODE), Label.CONDITION, criteria=T),
    Rel.ALTERNATIVE_TO: _edge(Label.PROCEDURE, Label.PROCEDURE, pros_cons=T),
    Rel.PERFORMED_IN: _edge(Label.PROCEDURE, Label.SETTING),
    Rel.PERFORMED_BY: _edge(Label.PROCEDURE, Label.ROLE),
    Rel.USES: _edge(Label.PROCEDURE, Label.EQUIPMENT),
    Rel.REQUIRES: _edge(Label.PROCEDURE, Label.DIAGNOSTIC_TEST, purpose=T),
    Rel.RISKS: _edge(Label.PROCEDURE, Label.RISK, frequency=T),
    Rel.IS_A: _edge(Label.CONDITION, Label.CONDITION),
    Rel.ISSUED_BY: _edge(Label.POLICY, Label.PAYER),
    Rel.APPLIES_IN: _edge(Label.POLICY, Label.JURISDICTION),
    Rel.SERVES: _edge(Label.PAYER, Label.JURISDICTION, contracts=TS),  # such as "DME MAC"
    Rel.COVERS: _edge(
        Label.POLICY,
        Label.CODE,
        stance=T,
        criteria=T,
        group=T,
        valid_from=D,
        valid_to=D,
        by_label=F,  # whether it accepts the uses on the product's label (INDICATED_FOR)
    ),
    Rel.SUPPORTS: _edge(
        Label.POLICY,
        (Label.CODE, Label.CONDITION),
        stance=T,
        criteria=T,
        group=T,
        complete=F,  # whether the policy calls the group's list complete: it refuses what is not listed
        scope=F,  # whether the whole policy is about the diagnoses it names: it says nothing about others
    ),
    Rel.CITES: _edge(Label.POLICY, Label.POLICY),
    Rel.SUPERSEDES: _edge(Label.POLICY, Label.POLICY),
}
"""What loaders may state. The graph itself writes SIMILAR_TO, STATED_BY, LACKED_BY, CHANGED_IN, FORMER and
CONTRADICTED.

(node)-[STATED_BY]->(Source) is a claim; its properties are what that source says about the node,
and a `digest` of that.
(Code)-[LACKED_BY {list}]->(Source): a complete list lacks the code. If the next list has it, the edge has
`valid_from`; if earlier lists had it and no later one has, it has `valid_to`. If lists are missing between
the two, it has `valid_from_by` or `valid_to_by` instead.
(Code)-[CHANGED_IN]->(Source): this edition of a series says something else about the code than the one before
it, or only one of the two has it.
(node)-[FORMER {kind}]->(node) is an edge of an older edition of a series, where a newer one covers its start:
all its other properties are unchanged.
(Condition)-[CONTRADICTED {kind, reason}]->(Condition) is an IS_A edge that the codes of its ends contradict:
all its other properties are unchanged.

(Code)-[SIMILAR_TO]->(Code) exists once for each pair, from the smaller key, and is read both ways. It has
`score` (0 to 1), a score for each kind of evidence the two share, under the name of the kind, `relation`
(REPLACES, MAPS_TO, SAME_FAMILY, ALTERNATIVE_TO, RELATED), `summary`, `source`, and `load`: a fingerprint of
all pairs from the same code.
"""

ONE_FACT: dict[Rel, tuple[str, ...]] = {
    Rel.REPLACED_BY: (),
    Rel.PREVIOUSLY_CODED_AS: (),
    Rel.CLASSIFIES: (),
    Rel.MAPS_TO: ("map",),
    Rel.INDICATED_FOR: ("criteria",),
    Rel.BILLS: ("step",),
    Rel.ALTERNATIVE_TO: ("pros_cons",),
    Rel.RISKS: ("frequency",),
    Rel.REQUIRES: ("purpose",),
}
"""Kinds of edges by which several sources state one fact: between two nodes they are the same fact unless
these properties differ. Every edge of another kind is a fact of its own, such as those of a policy's groups.
"""
