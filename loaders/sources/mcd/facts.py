"""Facts that all parts of the Medicare Coverage Database state alike: policies, codes, the country, CMS."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from medcodegraph.graph.facts import Edge, Fact, Node, Value
from medcodegraph.graph.keys import code_key
from medcodegraph.graph.model import Label, Rel
from medcodegraph.loaders.files.html_text import clean_text

PUBLISHER = "Centers for Medicare & Medicaid Services"
LICENCE = "public domain (US government work); CPT codes stand without their descriptors, which are the AMA's"
DOWNLOADS = "https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx"
PAGES = "https://www.cms.gov/medicare-coverage-database/view"

CMS = (Label.PAYER, "PAYER:cms")
CMS_NODE = Node(*CMS, {"name": PUBLISHER, "kind": "Medicare", "url": "https://www.cms.gov"})
COUNTRY = (Label.JURISDICTION, "JURISDICTION:us")
COUNTRY_NODE = Node(*COUNTRY, {"name": "United States", "kind": "country"})

_CPT = re.compile(r"\d{4}[0-9A-Z]")
_HCPCS = re.compile(r"[A-Z]\d{4}")
_ICD10CM = re.compile(
    r"(?!XX)(?:[A-TV-Z]\d[0-9A-Z]|[A-Z]{2}\d)(?:\.?[0-9A-Z]{1,4})?|U\d\d(?:\.?\d)?"  # XX000 stands for none
)


key_of = lru_cache(maxsize=1 << 17)(code_key)
"""The key of a code, remembered, as the same codes stand in many policies."""


class Once:
    """Passes each node on once."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def node(self, label: Label, key: str, properties: Mapping[str, Value]) -> Iterator[Node]:
        """The node, unless one of this key was passed on before."""
        if key not in self._seen:
            self._seen.add(key)
            yield Node(label, key, properties)

    def code(self, system: str, number: str) -> Iterator[Fact]:
        """A code as its number alone, with its system; nothing where it was passed on before."""
        key = key_of(system, number)
        if key not in self._seen:
            self._seen.add(key)
            of = (Label.CODE_SYSTEM, f"SYSTEM:{system}")
            yield from self.node(*of, {"name": system})
            yield Node(Label.CODE, key, {"system": system, "code": key.partition(":")[2]})
            yield Edge(Rel.IN_SYSTEM, (Label.CODE, key), of)


def procedure_system(number: str) -> str | None:
    """The system of a procedure code, by its form: CPT (`38225`, `0537T`) or HCPCS (`Q2042`), else None."""
    if _CPT.fullmatch(number):
        return "CPT"
    return "HCPCS" if _HCPCS.fullmatch(number) else None


def diagnosis_system(number: str) -> str | None:
    """ICD10CM where the code has the form of one (`C91.00`, `C9100`), else None."""
    return "ICD10CM" if _ICD10CM.fullmatch(number) else None


def sections(cells: Mapping[str, str], headings: Sequence[tuple[str, str]]) -> str:
    """The text of a policy: of each column that says something, its heading and its text."""
    found = ((heading, clean_text(cells.get(column, ""))) for column, heading in headings)
    return "\n\n".join(f"{heading}\n\n{text}" for heading, text in found if text)


def one_line(text: str) -> str:
    """A title as plain text on one line."""
    return " ".join(clean_text(text).split())
