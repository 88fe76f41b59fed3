"""Policies written for a test, read without a database."""

from collections.abc import Mapping
from pathlib import Path

from medcodegraph.graph.facts import Edge, Fact, Node
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.report import Report
from medcodegraph.loaders.sources.policies import loader as policies

FIXTURES = Path(__file__).parents[1] / "fixtures" / "policies"
ACME = FIXTURES / "acme.yaml"
CODES: dict[str, dict[str, bool | None]] = {
    "CPT": dict.fromkeys(["0001T", "0002T", "0003T", "10001", "10002", "10003", "20001"]),
    "HCPCS": {"Q0001": True, "Q0002": True, "Q0003": True},
    "ICD10CM": {
        "C83": False,
        "C83.3": False,
        "C83.30": True,
        "C83.39": False,
        "C83.390": True,
        "C83.3A": True,
    },
}


class Names:
    """The assumed content of other sources."""

    def key(self, label: Label, *names: str) -> str | None:
        return "MONDO:0000003" if (label, names) == (Label.CONDITION, ("odd lymphoma",)) else None

    def has(self, _label: Label, key: str) -> bool:
        return key in ("MONDO:0000003", "PAYER:known")

    def codes(self, system: str) -> Mapping[str, bool | None]:
        return CODES.get(system, {})


def read(path: Path, **options: str) -> tuple[list[Fact], Report]:
    (part,) = policies.LOADER.parts([path], options)
    report = Report()
    return list(part.facts(report, Names())), report


def written(folder: Path, text: str, name: str = "some.yaml") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def said(facts: list[Fact], kind: Rel) -> dict[tuple[str, str], Edge]:
    return {(f.start[1], f.end[1]): f for f in facts if isinstance(f, Edge) and f.kind is kind}


def nodes(facts: list[Fact], label: Label) -> dict[str, Node]:
    return {f.key: f for f in facts if isinstance(f, Node) and f.label is label}


def rejects(report: Report) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in report.rejects]


def told(report: Report, line: int, reason: str) -> bool:
    """Whether a fault is reported; a row that has several is one reject."""
    return any(
        text.startswith(reason) if one == line else f"line {line}: {reason}" in text
        for one, text in rejects(report)
    )


POLICY = """policies:
  - payer: Acme
    number: 7
    versions:
      - codes:
          - codes: [Q0001]
            stance: covered
"""
HEADER = "payer,number,title,version,effective_from,codes,stance\n"
