"""A small graph of policies on a few codes, for every verdict and every rule of precedence."""

from typing import Any

from medcodegraph.graph.driver import Graph

_GRAPH = """
CREATE (medicare:Payer {key: 'PAYER:cms', name: 'Medicare', kind: 'Medicare'})
CREATE (east:Payer {key: 'PAYER:east', name: 'East', kind: 'Medicare contractor'})
CREATE (west:Payer {key: 'PAYER:west', name: 'West', kind: 'Medicare contractor'})
CREATE (plan:Payer {key: 'PAYER:plan', name: 'Plan', kind: 'commercial'})
CREATE (other:Payer {key: 'PAYER:other', name: 'Other', kind: 'commercial'})
CREATE (us:Jurisdiction {key: 'JURISDICTION:us', name: 'United States', kind: 'country'})
CREATE (tx:Jurisdiction {key: 'JURISDICTION:us-tx', name: 'Texas', kind: 'state'})
CREATE (ny:Jurisdiction {key: 'JURISDICTION:us-ny', name: 'New York', kind: 'state'})
CREATE (queens:Jurisdiction {key: 'JURISDICTION:us-ny-queens', name: 'New York - Queens', kind: 'region'})

CREATE (blood:Condition {key: 'MONDO:1', name: 'blood disease'})
CREATE (leukemia:Condition {key: 'MONDO:2', name: 'leukemia'})
CREATE (acute:Condition {key: 'MONDO:3', name: 'acute leukemia'})
CREATE (gout:Condition {key: 'MONDO:9', name: 'gout'})
CREATE (:Condition {key: 'MONDO:10', name: 'cough'})
CREATE (leukemia)-[:IS_A]->(blood) CREATE (acute)-[:IS_A]->(leukemia)
CREATE (c91:Code {key: 'ICD10CM:C91', code: 'C91', display: 'Leukemia'})
CREATE (c910:Code {key: 'ICD10CM:C91.0', code: 'C91.0', display: 'Acute leukemia'})
CREATE (c9100:Code {key: 'ICD10CM:C91.00', code: 'C91.00', display: 'Acute leukemia, no remission'})
CREATE (m10:Code {key: 'ICD10CM:M10', code: 'M10', display: 'Gout'})
CREATE (c910)-[:CHILD_OF]->(c91) CREATE (c9100)-[:CHILD_OF]->(c910)
CREATE (c910)-[:CLASSIFIES {match: 'exact'}]->(acute) CREATE (m10)-[:CLASSIFIES {match: 'exact'}]->(gout)

WITH *
UNWIND ['later', 'sure', 'if', 'never', 'mixed', 'silent', 'local', 'judged', 'grouped', 'free', 'paired',
  'renewed', 'numbered', 'dated', 'retired', 'draft', 'next', 'split', 'narrow', 'listed', 'lists', 'scoped',
  'blank', 'both', 'product', 'other', 'repeated'] AS name
CREATE (:Code {key: 'X:' + toUpper(name), system: 'X', code: toUpper(name)})
"""

# Each policy: key, payer, jurisdictions, properties, its stances on codes and on diagnoses.
_POLICIES: list[dict[str, Any]] = [
    {"key": "POLICY:sure", "by": "plan", "covers": [("SURE", "covered", None), ("MIXED", "covered", None)]},
    {"key": "POLICY:if", "by": "plan", "covers": [("IF", "conditional", None)]},
    {"key": "POLICY:never", "by": "plan", "covers": [("NEVER", "not_covered", None)]},
    {"key": "POLICY:against", "by": "other", "covers": [("MIXED", "not_covered", None)]},
    {"key": "NCD:1", "by": "cms", "in": ["us"], "kind": "NCD", "covers": [("LOCAL", "covered", None)]},
    {"key": "LCD:E", "by": "east", "in": ["us-tx"], "covers": [("LOCAL", "not_covered", None)]},
    {"key": "LCD:T", "by": "east", "in": ["us-tx"], "covers": [("SPLIT", "covered", None)]},
    {"key": "LCD:N", "by": "west", "in": ["us-ny-queens"], "covers": [("SPLIT", "not_covered", None)]},
    {
        "key": "POLICY:judged",
        "by": "plan",
        "covers": [("JUDGED", "covered", "1"), ("JUDGED", "covered", "2")],
        "supports": [
            ("MONDO:2", "covered", "1"),
            ("ICD10CM:C91.00", "conditional", "1"),
            ("MONDO:9", "not_covered", "2"),
        ],
    },
    {
        "key": "POLICY:grouped",
        "by": "plan",
        "covers": [("GROUPED", "covered", "2"), ("FREE", "covered", "9")],
        "supports": [("MONDO:2", "covered", "1"), ("MONDO:9", "covered", "2")],
    },
    {"key": "POLICY:listed", "by": "plan", "covers": [("LISTED", "covered", None)],
     "supports": [("MONDO:2", "covered", None)], "complete": True},
    {"key": "LCD:M", "by": "east", "in": ["us-tx"], "kind": "LCD", "complete": True,
     "covers": [("LISTS", "covered", "1")],
     "supports": [("MONDO:2", "covered", "1"), ("MONDO:9", "covered", "2")]},
    {"key": "POLICY:repeated", "by": "plan",
     "covers": [("REPEATED", "conditional", "first"), ("REPEATED", "not_covered", "further infusion")],
     "supports": [("MONDO:3", "conditional", "first"), ("MONDO:9", "conditional", "other product")]},
    {"key": "POLICY:scoped", "by": "plan", "covers": [("SCOPED", "not_covered", None)],
     "supports": [("MONDO:3", "not_covered", None)], "scope": True},
    {"key": "POLICY:blank", "by": "plan", "covers": [("BLANK", "covered", None)], "blank": True},
    {"key": "LCD:both", "by": "east", "also": ["west"], "covers": [("BOTH", "covered", None)]},
    {"key": "NCD:2", "by": "cms", "in": ["us"], "kind": "NCD",
     "covers": [("PRODUCT", "conditional", None), ("OTHER", "conditional", None)], "by_label": True},
    {"key": "POLICY:narrow", "by": "plan", "covers": [("NARROW", "covered", None)],
     "supports": [("ICD10CM:C91.00", "covered", None)]},
    {"key": "LCD:P", "by": "east", "in": ["us-tx"], "covers": [("PAIRED", "covered", None)]},
    {
        "key": "ARTICLE:P",
        "by": "east",
        "in": ["us-tx"],
        "cites": ["LCD:P"],
        "covers": [("PAIRED", "conditional", "1")],
        "supports": [("MONDO:2", "covered", "1")],
    },
    {"key": "POLICY:r@1", "by": "plan", "from": "2020-01-01", "covers": [("RENEWED", "covered", None)]},
    {"key": "POLICY:r@2", "by": "plan", "from": "2022-01-01", "supersedes": ["POLICY:r@1"],
     "covers": [("RENEWED", "not_covered", None)]},
    {"key": "POLICY:r@3", "by": "plan", "from": "2024-01-01", "supersedes": ["POLICY:r@2"], "covers": []},
    {"key": "POLICY:later", "by": "plan", "from": "2023-05-01", "covers": [("LATER", "covered", None)]},
    {"key": "POLICY:n1", "by": "plan", "number": "7", "from": "2020-01-01",
     "covers": [("NUMBERED", "covered", None)]},
    {"key": "POLICY:n2", "by": "plan", "number": "7", "from": "2022-01-01",
     "covers": [("NUMBERED", "not_covered", None)]},
    {"key": "POLICY:gone", "by": "plan", "status": "retired", "from": "2020-01-01", "to": "2021-12-31",
     "covers": [("RETIRED", "covered", None)]},
    {"key": "POLICY:lost", "by": "plan", "status": "retired", "covers": [("RETIRED", "conditional", None)]},
    {"key": "POLICY:draft", "by": "plan", "status": "draft", "covers": [("DRAFT", "covered", None)]},
]  # fmt: skip

_WRITE = """
UNWIND $policies AS one
CREATE (policy:Policy {key: one.key, kind: coalesce(one.kind, 'PAYER'), number: one.number,
  title: CASE WHEN one.blank THEN null ELSE 'A title' END,
  status: one.status, effective_from: date(one.from), effective_to: date(one.to)})
WITH policy, one
MATCH (payer:Payer {key: 'PAYER:' + one.by})
CREATE (policy)-[:ISSUED_BY]->(payer)
WITH policy, one
CALL (policy, one) {
  UNWIND coalesce(one.also, []) AS other MATCH (payer:Payer {key: 'PAYER:' + other})
  CREATE (policy)-[:ISSUED_BY]->(payer)
}
CALL (policy, one) {
  UNWIND coalesce(one.in, []) AS place MATCH (there:Jurisdiction {key: 'JURISDICTION:' + place})
  CREATE (policy)-[:APPLIES_IN]->(there)
}
CALL (policy, one) {
  UNWIND one.covers AS said MATCH (code:Code {key: 'X:' + said[0]})
  CREATE (policy)-[:COVERS {stance: said[1], group: said[2], source: 'S', by_label: one.by_label}]->(code)
}
CALL (policy, one) {
  UNWIND coalesce(one.supports, []) AS said MATCH (about:Code|Condition {key: said[0]})
  CREATE (policy)-[:SUPPORTS {stance: said[1], group: said[2], source: 'S',
    complete: one.complete, scope: one.scope}]->(about)
}
CALL (policy, one) {
  UNWIND coalesce(one.cites, []) AS cited MATCH (other:Policy {key: cited}) CREATE (policy)-[:CITES]->(other)
}
CALL (policy, one) {
  UNWIND coalesce(one.supersedes, []) AS old MATCH (other:Policy {key: old})
  CREATE (policy)-[:SUPERSEDES]->(other)
}
"""

_CODES = """
MATCH (product:Code {key: 'X:PRODUCT'}), (acute:Condition {key: 'MONDO:3'}), (east:Payer {key: 'PAYER:east'}),
  (tx:Jurisdiction {key: 'JURISDICTION:us-tx'}), (cms:Payer {key: 'PAYER:cms'}), (sure:Code {key: 'X:SURE'}),
  (west:Payer {key: 'PAYER:west'}), (ny:Jurisdiction {key: 'JURISDICTION:us-ny'})
CREATE (product)-[:INDICATED_FOR {criteria: 'Adults.', source: 'LABEL'}]->(acute)
CREATE (east)-[:SERVES {contracts: ['A and B MAC']}]->(tx)
CREATE (west)-[:SERVES {contracts: ['A and B MAC']}]->(ny)
CREATE (old:Source {key: 'SOURCE:hcpcs/codes-2019', begins: date('2019-01-01')})
CREATE (new:Source {key: 'SOURCE:hcpcs/codes-2025', begins: date('2025-10-01')})
CREATE (indicators:Policy {key: 'POLICY:cms-hcpcs-coverage-indicators', title: 'Indicators'})
CREATE (indicators)-[:ISSUED_BY]->(cms)
WITH *
UNWIND [['M', 'C', 'M'], ['C', 'C', 'S'], ['D', 'D', 'I'], ['C', 'M', 'C']] AS one
CREATE (marked:Code {key: 'X:' + one[0] + one[1] + one[2], coverage: one[2], valid_from: date('2010-01-01')})
CREATE (marked)-[:STATED_BY {coverage: one[1], changed_on: date('2015-01-01')}]->(old)
CREATE (marked)-[:STATED_BY {coverage: one[2], changed_on: date('2025-10-01')}]->(new)
WITH DISTINCT 1 AS one
CREATE (head:Code {key: 'X:HEAD'}) CREATE (leaf:Code {key: 'X:LEAF'}) CREATE (leaf)-[:CHILD_OF]->(head)
CREATE (old:Code {key: 'X:OLD', valid_to: date('2024-12-31')})
CREATE (new:Code {key: 'X:NEW', valid_from: date('2025-01-01')})
CREATE (old)-[:REPLACED_BY {on: date('2025-01-01')}]->(new)
WITH *
MATCH (plan:Payer {key: 'PAYER:plan'}), (other:Payer {key: 'PAYER:other'}), (dated:Code {key: 'X:DATED'})
CREATE (family:Policy {key: 'POLICY:family', kind: 'PAYER', title: 'A title'})-[:ISSUED_BY]->(plan)
CREATE (family)-[:COVERS {stance: 'covered', source: 'S'}]->(head)
CREATE (stale:Policy {key: 'POLICY:stale', title: 'A title', version: '3'})-[:ISSUED_BY]->(plan)
CREATE (stale)-[:COVERS {stance: 'covered', source: 'S'}]->(old)
CREATE (fresh:Policy {key: 'POLICY:fresh', kind: 'PAYER', title: 'A title'})-[:ISSUED_BY]->(other)
CREATE (fresh)-[:COVERS {stance: 'not_covered', source: 'S'}]->(new)
CREATE (:Policy {key: 'POLICY:dated', title: 'A title'})-[:COVERS {stance: 'covered', source: 'S',
  valid_from: date('2020-01-01'), valid_to: date('2020-12-31')}]->(dated)
"""


async def write(graph: Graph) -> None:
    """Replace the content of the graph by the small graph."""
    await graph.write("MATCH (n) DETACH DELETE n")
    await graph.write(_GRAPH)
    # Policies are written in turn: one may name those before it.
    for policy in _POLICIES:
        await graph.write(_WRITE, {"policies": [policy]})
    await graph.write(_CODES)
