"""KGX: JSON lines of nodes and edges in the terms of the Biolink model (docs/export.md has the mapping).

If Biolink has no term for a relationship it is `related_to`; `original_predicate` says which it was.
Claims and what older editions said are left out: the knowledge source of each edge says who states it.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from medcodegraph.export.columns import ENDS, MORE, Table
from medcodegraph.export.formats.base import Row
from medcodegraph.graph.model import Label, Rel

suffix = "jsonl"

CATEGORIES: Mapping[Label, str] = {
    Label.CODE_SYSTEM: "InformationContentEntity",
    Label.CODE: "InformationContentEntity",
    Label.VALUE_SET: "InformationContentEntity",
    Label.PROCEDURE: "Procedure",
    Label.CONDITION: "Disease",
    Label.POLICY: "Publication",
    Label.PAYER: "Agent",
    Label.JURISDICTION: "GeographicLocation",
    Label.SETTING: "NamedThing",
    Label.ROLE: "NamedThing",
    Label.EQUIPMENT: "Device",
    Label.DIAGNOSTIC_TEST: "Procedure",
    Label.RISK: "DiseaseOrPhenotypicFeature",
}
PREDICATES: Mapping[Rel, str] = {
    Rel.IN_SYSTEM: "part_of",
    Rel.MEMBER_OF: "member_of",
    Rel.CHILD_OF: "part_of",
    Rel.IS_A: "subclass_of",
    Rel.PERFORMED_IN: "occurs_in",
    Rel.ISSUED_BY: "has_publisher",
    Rel.COVERS: "mentions",
    Rel.SUPPORTS: "mentions",
    Rel.CITES: "mentions",
    Rel.SIMILAR_TO: "similar_to",
}
MATCHES: Mapping[str, str] = {"exact": "exact_match", "narrow": "broad_match", "broad": "narrow_match"}
"""A code that is narrower than what it is mapped to has a broader match, and the other way round."""

LEFT_OUT = (Label.SOURCE, Rel.STATED_BY, Rel.LACKED_BY, Rel.CHANGED_IN, Rel.FORMER, Rel.CONTRADICTED)
_NAMES = ("name", "display", "title")
_DESCRIPTIONS = ("description", "definition", "summary")
_RENAMED = {"synonyms": "synonym", "xrefs": "xref"}
_UNSAFE = re.compile(r"[^A-Za-z0-9._~:/%+-]")


class _Sheet:
    """Rows of one table; several share a file, so that lines are written whole."""

    def __init__(self, path: Path, table: Table) -> None:
        self._file = path.open("ab", buffering=0)
        self._lines = bytearray()
        self._table = table

    def add(self, row: Row) -> None:
        thing = node(self._table.of, row) if isinstance(self._table.of, Label) else edge(self._table.of, row)
        self._lines += orjson.dumps(thing, option=orjson.OPT_APPEND_NEWLINE)
        if len(self._lines) > 1_000_000:
            self._flush()

    def _flush(self) -> None:
        self._file.write(self._lines)
        self._lines.clear()

    def close(self) -> None:
        self._flush()
        self._file.close()


def open(path: Path, table: Table) -> _Sheet:
    """Begin a table, at the end of the file."""
    return _Sheet(path, table)


def node(label: Label, row: Row) -> dict[str, Any]:
    """A node in the terms of Biolink."""
    facts = _plain(row)
    found = {"id": curie(facts.pop("key")), "category": [f"biolink:{CATEGORIES[label]}"]}
    for target, names in (("name", _NAMES), ("description", _DESCRIPTIONS)):
        if name := next((name for name in names if facts.get(name)), None):
            found[target] = facts.pop(name)
    facts.pop("names", None)
    rest = {_RENAMED.get(name, name): value for name, value in facts.items()}
    if "xref" in rest:
        rest["xref"] = [curie(key) for key in rest["xref"]]
    return {**rest, **found}


def edge(kind: Rel, row: Row) -> dict[str, Any]:
    """An edge in the terms of Biolink."""
    facts = _plain(row)
    start, end, source = (facts.pop(name, "") for name in ("start", "end", "source"))
    mark = "\n".join((kind, start, end, source, facts.pop("id", "")))
    predicate = MATCHES.get(facts.get("match", ""), "related_to")
    if kind not in (Rel.CLASSIFIES, Rel.MAPS_TO):
        predicate = PREDICATES.get(kind, "related_to")
    derived = source.startswith("SOURCE:derived")
    for name in (*ENDS, "load"):
        facts.pop(name, None)
    return {
        **facts,
        "id": f"uuid:{hashlib.sha256(mark.encode()).hexdigest()[:32]}",
        "category": ["biolink:Association"],
        "subject": curie(start),
        "predicate": f"biolink:{predicate}",
        "object": curie(end),
        "original_predicate": f"medcodegraph:{kind}",
        "primary_knowledge_source": "infores:medcodegraph" if derived else f"infores:{_source(source)}",
        "aggregator_knowledge_source": ["infores:medcodegraph"],
        "provided_by": [source],
        "knowledge_level": "prediction" if derived else "knowledge_assertion",
        "agent_type": "automated_agent" if derived else "manual_agent",
    }


def curie(key: str) -> str:
    """A key as a CURIE: characters not allowed in one are escaped."""
    prefix, _, local = key.partition(":")
    return f"{prefix}:{_UNSAFE.sub(lambda found: f'%{ord(found[0]):02X}', local)}"


def _source(key: str) -> str:
    """The name of the loader in a source's key: SOURCE:icd10cm/tabular gives icd10cm."""
    return key.partition(":")[2].partition("/")[0] or "unknown"


def _plain(row: Row) -> dict[str, Any]:
    facts = dict(row)
    if more := facts.pop(MORE, None):
        facts |= orjson.loads(more)
    return facts
