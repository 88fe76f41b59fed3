"""What a request reads of a node, an edge or a row, and the type it has in the answer."""

from dataclasses import dataclass
from enum import StrEnum


class Owner(StrEnum):
    """What a property belongs to: the node, its origin, or the edge between them;

    or a column of the library query that gave the row, or one of its parameters.
    """

    NODE = "node"
    ORIGIN = "origin"
    EDGE = "edge"
    ROW = "row"
    GIVEN = "given"


SOURCES = "sources"
"""The column with the keys of all sources that state the current fact, if it is gathered from edges."""

LABEL = "__label"
STATUS = "__status"
TODAY = "__today"
SAYS_SO = "__says_so"
WORDING = "__wording"
NATURAL = "__natural"
ORIGIN = "__origin"
"""The column of a library query with the node from which the column `edge` leads to `node`."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the current node, edge or row.

    LABEL is the node's label; STATUS its status on the day of the request, as the last day of a code may have
    passed since it was loaded; TODAY is that day. WORDING is its display text, name or title, else its key.
    SAYS_SO, of a claim, is whether it has the wording that its node shows.
    """

    name: str
    owner: Owner = Owner.NODE


class Type(StrEnum):
    """The type of a leaf in the answer."""

    STRING = "String"
    INT = "Int"
    FLOAT = "Float"
    BOOLEAN = "Boolean"
    DATE = "Date"
    ENUM = "enum"
