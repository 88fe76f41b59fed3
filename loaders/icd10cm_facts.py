"""What every file of ICD-10-CM says in the same way: the code system, its codes, and where they belong."""

from collections.abc import Iterator, Mapping

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label, Rel

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


def code_facts(code: str, properties: Mapping[str, Value]) -> Iterator[Fact]:
    """A code, in any writing, with what is said of it, as a member of its system."""
    key = code_key(SYSTEM, code)
    yield Node(Label.CODE, key, {"system": SYSTEM, "code": key.partition(":")[2], **properties})
    yield Edge(Rel.IN_SYSTEM, (Label.CODE, key), (Label.CODE_SYSTEM, SYSTEM_KEY))


def child_of(child: str, parent: str) -> Edge:
    """That one code, by its key, lies right below another."""
    return Edge(Rel.CHILD_OF, (Label.CODE, child), (Label.CODE, parent))
