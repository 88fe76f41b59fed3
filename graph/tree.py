"""The selection tree: what a request asks of the graph, free of GraphQL and of Cypher.

`schema/selection.py` builds it, `graph/compile.py` turns it into one statement. It is made of
  parameters   values of arguments: constants, or places in the request's variables
  rows         where nodes come from: a key, a label, a hop from another node, a query of the library
  fields       what is wanted of each: a property, another object, a list, a page
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from medcodegraph.graph.model import SINGLE, Label, Rel

# --- parameters


@dataclass(frozen=True, slots=True)
class Constant:
    """A value written in the document."""

    value: Any


@dataclass(frozen=True, slots=True)
class Variable:
    """A place in the request's coerced variables: a name, then keys of input objects."""

    path: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Several:
    """A list written in the document, some of whose items may be variables."""

    items: "tuple[Origin, ...]"


Origin = Constant | Variable | Several


def value_of(origin: Origin, variables: Mapping[str, Any]) -> Any:
    """The value at an origin, None where a variable was not given."""
    if isinstance(origin, Constant):
        return origin.value
    if isinstance(origin, Several):
        return [value_of(item, variables) for item in origin.items]
    value: Any = variables
    for step in origin.path:
        try:
            value = value[step]
        except KeyError:
            return None
    return value


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """One Cypher parameter; `convert` checks and translates (raises RequestError when it cannot)."""

    origin: Origin
    convert: Callable[[Any], Any] | None = None

    def value(self, variables: Mapping[str, Any]) -> Any:
        """What to send to the database for these variables."""
        value = value_of(self.origin, variables)
        return value if self.convert is None else self.convert(value)


# --- rows


class Way(StrEnum):
    """Which way an edge is followed."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Seek:
    """The node with a key, looked up among nodes of these labels."""

    labels: tuple[Label, ...]
    key: Parameter


@dataclass(frozen=True, slots=True)
class Scan:
    """Every node of a label."""

    label: Label


@dataclass(frozen=True, slots=True)
class Hop:
    """The nodes one edge away from the object at hand."""

    rels: tuple[Rel, ...]
    way: Way
    labels: tuple[Label, ...]

    @property
    def single(self) -> bool:
        """Whether at most one edge leads to each node."""
        return SINGLE.issuperset(self.rels)


@dataclass(frozen=True, slots=True)
class Stater:
    """The Source that states the edge at hand."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The nodes of these labels whose keys a column of the row at hand lists."""

    labels: tuple[Label, ...]
    column: str


@dataclass(frozen=True, slots=True)
class Listed:
    """What a column of the row at hand lists, in its order: maps, each with a node's key, and facts."""

    column: str
    labels: tuple[Label, ...]
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """What a query of the library returns: its column `node`, and the others as facts of the row.

    Its parameters are those of the request, or properties of what is at hand.
    """

    text: str
    parameters: "Mapping[str, Parameter | Property]"
    columns: tuple[str, ...] = ()


Rows = Seek | Scan | Hop | Stater | Keyed | Listed | Call

# --- values, order, filters


class Owner(StrEnum):
    """Whose property: the node's, its origin's, the edge's between them, or a column of a library query."""

    NODE = "node"
    ORIGIN = "origin"
    EDGE = "edge"
    ROW = "row"


LABEL = "__label"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the node, the edge or the row at hand; LABEL is the node's label."""

    name: str
    owner: Owner = Owner.NODE


class Type(StrEnum):
    """What a leaf becomes in the answer."""

    STRING = "String"
    INT = "Int"
    FLOAT = "Float"
    BOOLEAN = "Boolean"
    DATE = "Date"
    ENUM = "enum"


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort key. `type` says how it compares where it is missing: missing sorts as smallest."""

    by: Property
    descending: bool = False
    type: Type = Type.STRING
    always: bool = False  # never missing: no coalesce needed, so that an index can serve


class Operator(StrEnum):
    """How a filter compares."""

    EQ = "eq"
    NE = "ne"
    IN = "in"
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    CONTAINS = "contains"
    STARTS_WITH = "startsWith"
    IS_NULL = "isNull"


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of any of some properties."""

    properties: tuple[Property, ...]
    operator: Operator
    value: Parameter
    date: bool = False


@dataclass(frozen=True, slots=True)
class Reaches:
    """True where a hop leads to a node that passes a test."""

    hop: Hop
    test: "Filter"


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every part holds."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Filter"


Filter = Test | Reaches | AllOf | AnyOf | Not

# --- fields


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar or enum, or a list of them. `names` maps stored values to enum names."""

    key: str
    property: Property
    type: Type
    required: bool = False
    many: bool = False
    names: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Typename:
    """`__typename`."""

    key: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What is wanted of an object, for each type it may have. `labels` gives the label of each type.

    Types of which the same is wanted share one tuple of fields.
    """

    types: "Mapping[str, tuple[Field, ...]]"
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def abstract(self) -> bool:
        """Whether the type is known only from the node's label."""
        return bool(self.labels)


@dataclass(frozen=True, slots=True)
class Same:
    """Another view of the same row: an edge's `node`, an indication's `condition`."""

    key: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Link:
    """An object, or all objects of a list, that rows lead to."""

    key: str
    rows: Rows
    shape: Shape
    many: bool
    required: bool = False
    order: tuple[Sort, ...] = ()
    distinct: bool = True


@dataclass(frozen=True, slots=True)
class Weighed:
    """The scores that the edge carries, each under the name of its kind, with what each adds to the whole.

    `weights` names the kinds. A leaf's property is one of WEIGHED.
    """

    key: str
    typename: str
    fields: tuple[Leaf | Typename, ...]
    weights: Mapping[str, float]


WEIGHED = ("kind", "score", "weight", "contribution")


@dataclass(frozen=True, slots=True)
class Cursor:
    """The cursor of an edge."""

    key: str


@dataclass(frozen=True, slots=True)
class Information:
    """`pageInfo`: response keys and the fact each one gives (endCursor, hasNextPage, ...)."""

    key: str
    typename: str
    facts: tuple[tuple[str, str], ...]

    @property
    def cursors(self) -> bool:
        """Whether a cursor is asked for."""
        return any(fact in ("startCursor", "endCursor") for _, fact in self.facts)


@dataclass(frozen=True, slots=True)
class Total:
    """`totalCount`."""

    key: str


@dataclass(frozen=True, slots=True)
class Items:
    """`edges` or `nodes`."""

    key: str
    shape: Shape


PagePart = Total | Items | Information | Typename


@dataclass(frozen=True, slots=True)
class Page:
    """A connection. `first` is the page size; `after` the sort values of the last row seen, or None."""

    key: str
    rows: Rows
    typename: str
    parts: tuple[PagePart, ...]
    first: Parameter
    after: Parameter | None
    order: tuple[Sort, ...]
    filter: Filter | None = None
    distinct: bool = False

    @property
    def ahead(self) -> bool:
        """Whether one row more is fetched, to know whether others follow."""
        facts = [fact for part in self.parts if isinstance(part, Information) for _, fact in part.facts]
        return "hasNextPage" in facts


Field = Leaf | Typename | Same | Link | Weighed | Page | Cursor


@dataclass(frozen=True, slots=True)
class Operation:
    """One request: its root fields in order. `typename` is the root type's name."""

    typename: str
    fields: tuple[Field, ...]
