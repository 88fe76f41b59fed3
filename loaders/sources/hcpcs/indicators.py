"""Medicare's coverage indicators of HCPCS codes, as a policy of CMS.

Each code has its indicator as a property; this policy is what a verdict cites for it. C (the contractor's
judgment) and D (special instructions) leave the answer to other policies.
"""

from collections.abc import Iterator

from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel

KEY = "POLICY:cms-hcpcs-coverage-indicators"
_TEXT = """\
Each HCPCS Level II code has a coverage indicator: M, not covered by Medicare; S, not covered by statute; \
I, not payable by Medicare; C, left to the judgment of the contractor; D, special instructions apply."""


def indicator_facts() -> Iterator[Fact]:
    """The policy, who issues it and where it applies."""
    policy = (Label.POLICY, KEY)
    yield Node(
        *policy,
        {
            "kind": "INDICATOR",
            "title": "HCPCS Level II coverage indicators",
            "status": "active",
            "url": "https://www.cms.gov/medicare/coding-billing/healthcare-common-procedure-system/quarterly-update",
            "text": _TEXT,
        },
    )
    for rel, end in (
        (
            Rel.ISSUED_BY,
            Node(
                Label.PAYER,
                "PAYER:cms",
                {"name": "Centers for Medicare & Medicaid Services", "kind": "Medicare"},
            ),
        ),
        (
            Rel.APPLIES_IN,
            Node(Label.JURISDICTION, "JURISDICTION:us", {"name": "United States", "kind": "country"}),
        ),
    ):
        yield end
        yield Edge(rel, policy, (end.label, end.key))
