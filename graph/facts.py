"""What a loader states: nodes and edges, with the names of graph/model.py. Tuples, as millions are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from medcodegraph.graph.model import Label, Rel

Value = str | bool | int | float | date | list[str] | None

NOTHING: Mapping[str, Value] = MappingProxyType({})
"""No properties."""


class Node(NamedTuple):
    """One node as a source describes it: a property the source does not state is absent or None.

    `cites` is the key of the Document that the source quotes for it; if empty, the source itself states it.
    """

    label: Label
    key: str
    properties: Mapping[str, Value] = NOTHING
    cites: str | None = None


class Edge(NamedTuple):
    """One edge as a source describes it; `id` distinguishes several by one source between two nodes."""

    kind: Rel
    start: tuple[Label, str]
    end: tuple[Label, str]
    properties: Mapping[str, Value] = NOTHING
    id: str = ""
    cites: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A publication that a source quotes (a policy's web page, a label); becomes a Source of its own."""

    key: str
    title: str
    publisher: str
    url: str
    licence: str | None = None
    published_on: date | None = None


Fact = Node | Edge | Document
