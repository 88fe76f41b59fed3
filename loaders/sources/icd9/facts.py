"""Facts common to the ICD-9-CM files: the system, and the format of its diagnoses and procedures."""

from datetime import date

from medcodegraph.graph.facts import Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label
from medcodegraph.loaders.uris.systems import URIS

SYSTEM = "ICD9CM"
PUBLISHER = "CDC/NCHS and CMS"
LICENCE = "public domain (US government work)"
LAST_DAY = date(2015, 9, 30)
"""The last day: ICD-10 replaced it on October 1, 2015."""
DIAGNOSIS = r"\d{3,5}|V\d{2,4}|E\d{3,4}"
"""A diagnosis without its point: 4280, V1000, E8790."""
PROCEDURE = r"\d{3,4}"
"""A procedure without its point: 0001 for 00.01."""


def system_node() -> Node:
    """The code system."""
    stated: dict[str, Value] = {
        "name": SYSTEM,
        "title": "International Classification of Diseases, Ninth Revision, Clinical Modification (ICD-9-CM)",
        "uri": URIS[SYSTEM],
        "publisher": PUBLISHER,
        "licence": LICENCE,
    }
    return Node(Label.CODE_SYSTEM, f"SYSTEM:{SYSTEM}", stated)


def diagnosis_key(code: str) -> str:
    """The key of a diagnosis written without its point."""
    return code_key(SYSTEM, code)


def procedure_key(code: str) -> str:
    """The key of a procedure written without its point, which comes after two digits."""
    return f"{SYSTEM}:{code[:2]}.{code[2:]}"
