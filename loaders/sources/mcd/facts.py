"""Facts common to all parts of the Medicare Coverage Database: texts of policies, the country, CMS."""

from collections.abc import Mapping, Sequence

from medcodegraph.graph.facts import Node
from medcodegraph.graph.model import Label
from medcodegraph.loaders.files.html_text import clean_text

PUBLISHER = "Centers for Medicare & Medicaid Services"
LICENCE = "public domain (US government work); CPT codes have no descriptors, which belong to the AMA"
DOWNLOADS = "https://www.cms.gov/medicare-coverage-database/downloads/downloads.aspx"
PAGES = "https://www.cms.gov/medicare-coverage-database/view"

CMS = (Label.PAYER, "PAYER:cms")
CMS_NODE = Node(*CMS, {"name": PUBLISHER, "kind": "Medicare", "url": "https://www.cms.gov"})
COUNTRY = (Label.JURISDICTION, "JURISDICTION:us")
COUNTRY_NODE = Node(*COUNTRY, {"name": "United States", "kind": "country"})


def sections(cells: Mapping[str, str], headings: Sequence[tuple[str, str]]) -> str:
    """The text of a policy: the heading and text of each non-empty column."""
    found = ((heading, clean_text(cells.get(column, ""))) for column, heading in headings)
    return "\n\n".join(f"{heading}\n\n{text}" for heading, text in found if text)


def one_line(text: str) -> str:
    """A title as plain text on one line."""
    return " ".join(clean_text(text).split())
