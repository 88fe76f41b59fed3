"""The selection tree: what a request asks of the graph, free of GraphQL and of Cypher.

`schema/selection.py` builds it, `graph/request/compile.py` turns it into one statement. It is made of
  parameters   values of arguments: see graph/request/parameters.py
  rows         where nodes come from: a key, a label, a hop from another node, a query of the library
  fields       what is wanted of each: a property, another object, a list, a page
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from medcodegraph.graph.model import SINGLE, Label, Rel
from medcodegraph.graph.request.parameters import Parameter

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
class Seeks:
    """For each key of a list, in its order, the node that has it among nodes of these labels, or null."""

    labels: tuple[Label, ...]
    keys: Parameter


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

    Its parameters are those of the request, or properties of what is at hand. Where a query cuts what it
    returns, `further` are the parameters it takes instead on the pages after the first, and `whole` those
    without any cut, for rows that are filtered or counted. `filtered` says that its parameters do what the
    page's filter asks. What has no column `node` leads to an object that is none: its fields are the columns.
    `size` is the list that has one item for each row.
    """

    text: str
    parameters: "Mapping[str, Parameter | Property]"
    columns: tuple[str, ...] = ()
    further: Mapping[str, Parameter] = field(default_factory=dict)
    whole: Mapping[str, Parameter] = field(default_factory=dict)
    filtered: bool = False
    node: bool = True
    size: Parameter | None = None


Rows = Seek | Seeks | Scan | Hop | Stater | Keyed | Listed | Call

# --- values, order, filters


class Owner(StrEnum):
    """Whose property: the node's, its origin's, the edge's between them.

    Or a column of the library query that gave the row, or one of the parameters given to it.
    """

    NODE = "node"
    ORIGIN = "origin"
    EDGE = "edge"
    ROW = "row"
    GIVEN = "given"


SOURCES = "sources"
"""The column with the keys of all sources that state the fact at hand, where it is gathered from edges."""

LABEL = "__label"
STATUS = "__status"
TODAY = "__today"
SAYS_SO = "__says_so"


@dataclass(frozen=True, slots=True)
class Property:
    """A property of the node, the edge or the row at hand.

    LABEL is the node's label; STATUS its status on the day of the question, as the last day of a code may
    have passed since it was loaded; TODAY is that day. SAYS_SO is of a claim: whether it has the wording that
    its node shows.
    """

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
    """What is wanted of an object, for each type it may have.

    `labels` gives the label of each type, or what else the property `by` says. Types of which the same is
    wanted share one tuple of fields. An `optional` object may be missing in a list.
    """

    types: "Mapping[str, tuple[Field, ...]]"
    labels: Mapping[str, str] = field(default_factory=dict)
    by: Property = Property(LABEL)
    optional: bool = False

    @property
    def abstract(self) -> bool:
        """Whether the type is known only from the row."""
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


@dataclass(frozen=True, slots=True)
class Facet:
    """How often each value of something occurs: `name` is the field, `fields` what is wanted of each value.

    The value is a property of the node, or the key of what a hop leads to.
    """

    key: str
    name: str
    by: Property | Hop
    fields: "tuple[Leaf | Typename, ...]"
    typename: str


@dataclass(frozen=True, slots=True)
class Facets:
    """`facets`: what the rows of the whole list have in common."""

    key: str
    typename: str
    parts: tuple[Facet | Typename, ...]


PagePart = Total | Items | Information | Facets | Typename


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
