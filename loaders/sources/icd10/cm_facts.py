"""Facts common to all ICD-10-CM files: the code system, its codes, and their hierarchy."""

from collections.abc import Mapping

from medcodegraph.graph.facts import Edge, Node, Value
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.codes.facts import code_edge
from medcodegraph.loaders.codes.facts import code_facts as facts_of_code

SYSTEM = "ICD10CM"
SYSTEM_KEY = f"SYSTEM:{SYSTEM}"
PUBLISHER = "CDC/NCHS and CMS"
LICENCE = "public domain (US government work)"
FILES_URL = "https://www.cdc.gov/nchs/icd/icd-10-cm/files.html"
_TITLE = "International Classification of Diseases, Tenth Revision, Clinical Modification (ICD-10-CM)"


def system_node(version: str | None) -> Node:
    """The code system; `version` is the fiscal year."""
    properties: dict[str, Value] = {
        "name": SYSTEM,
        "title": _TITLE,
        "uri": "http://hl7.org/fhir/sid/icd-10-cm",
        "publisher": PUBLISHER,
        "licence": LICENCE,
        "version": version,
    }
    return Node(Label.CODE_SYSTEM, SYSTEM_KEY, properties)


def code_facts(code: str, properties: Mapping[str, Value]) -> tuple[Node, Edge]:
    """A code, in any form, with its properties and its membership in the system."""
    return facts_of_code(SYSTEM, code, properties)


def child_of(child: str, parent: str) -> Edge:
    """The edge from a code to its parent, by their keys."""
    return code_edge(Rel.CHILD_OF, child, parent)
