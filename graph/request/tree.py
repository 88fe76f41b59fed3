"""The selection tree: what a request asks of the graph, independent of GraphQL and of Cypher.

`schema/selection.py` builds it, `graph/request/compile.py` turns it into one statement. It consists of
  parameters   values of arguments: see graph/request/parameters.py
  rows         where nodes come from: a key, a label, a hop from another node, a library query
  fields       what is selected of each: a property, another object, a list, a page
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from medcodegraph.graph.model import SINGLE, Label, Rel
from medcodegraph.graph.request.parameters import Parameter
from medcodegraph.graph.request.properties import LABEL, Property, Type

# --- rows


class Way(StrEnum):
    """The direction in which an edge is followed."""

    OUT = "out"
    IN = "in"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Seek:
    """The node with a key, among nodes of these labels."""

    labels: tuple[Label, ...]
    key: Parameter


@dataclass(frozen=True, slots=True)
class Scan:
    """Every node of a label."""

    label: Label


@dataclass(frozen=True, slots=True)
class Hop:
    """The nodes one edge away from the current object."""

    rels: tuple[Rel, ...]
    way: Way
    labels: tuple[Label, ...]

    @property
    def single(self) -> bool:
        """Whether at most one edge leads to each node."""
        return SINGLE.issuperset(self.rels)


@dataclass(frozen=True, slots=True)
class Stater:
    """The Source that states the current edge."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The nodes of these labels whose keys a column of the current row lists."""

    labels: tuple[Label, ...]
    column: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The items of a list column of the current row, in order: maps, each with a node's key, and facts."""

    column: str
    labels: tuple[Label, ...]
    key: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """The rows of a library query: its column `node`, and the other columns as facts of the row.

    Its parameters come from the request, or are properties of the current object. If a query limits its rows,
    `further` are the parameters it takes instead on pages after the first, `counted` those for counting all
    rows (those without a value in the column `placed` are on no page), and `whole` those for a page of them
    that a filter keeps.
    `filtered` means that its parameters already apply the page's filter. Without a column `node`, the object
    is not a node: its fields are the columns. `size` is the list that has one item for each row. With `edge`
    its columns `origin`, `edge` and `node` are a relationship.
    """

    text: str
    parameters: "Mapping[str, Parameter | Property]"
    columns: tuple[str, ...] = ()
    further: Mapping[str, Parameter] = field(default_factory=dict)
    whole: Mapping[str, Parameter] = field(default_factory=dict)
    counted: Mapping[str, Parameter] = field(default_factory=dict)
    placed: str | None = None
    filtered: bool = False
    node: bool = True
    size: Parameter | None = None
    edge: bool = False


NODE, EDGE = "node", "edge"


@dataclass(frozen=True, slots=True)
class Found:
    """The rows of a library query that a variable holds, as maps of its columns, NODE and EDGE.

    Of the rows without a value in `placed` none are on a page.
    """

    variable: str
    columns: tuple[str, ...]
    given: "Mapping[str, Parameter | Property]"
    placed: str | None


Rows = Seek | Scan | Hop | Stater | Keyed | Listed | Call | Found

# --- values, order, filters


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort key. `type` gives the value that stands for a missing one, which sorts as the smallest."""

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
    """One comparison, true if any of the properties passes it."""

    properties: tuple[Property, ...]
    operator: Operator
    value: Parameter
    date: bool = False


@dataclass(frozen=True, slots=True)
class Reaches:
    """True if a hop leads to a node that passes a test."""

    hop: Hop
    test: "Filter"


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts are true."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part is true."""

    parts: "tuple[Filter, ...]"


@dataclass(frozen=True, slots=True)
class Not:
    """The part is not true."""

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


_BY_LABEL = Property(LABEL)


@dataclass(frozen=True, slots=True)
class Shape:
    """What is selected of an object, for each type it may have.

    `labels` gives the label of each type, or its value of the property `by`. Types with the same selection
    share one tuple of fields. An `optional` object may be missing in a list.
    """

    types: "Mapping[str, tuple[Field, ...]]"
    labels: Mapping[str, str] = field(default_factory=dict)
    by: Property = _BY_LABEL
    optional: bool = False

    @property
    def abstract(self) -> bool:
        """Whether the type depends on the row."""
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
    """The edge's scores, each under the name of its kind, with its contribution to the total.

    `weights` gives the weight of each kind. A leaf's property is one of WEIGHED.
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
    """`pageInfo`: response keys and the value of each (endCursor, hasNextPage, ...)."""

    key: str
    typename: str
    facts: tuple[tuple[str, str], ...]

    @property
    def cursors(self) -> bool:
        """Whether a cursor is selected."""
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
    """How often each value occurs: `name` is the field, `fields` what is selected of each value.

    The value is a property of the node, or the key of the node that a hop leads to.
    """

    key: str
    name: str
    by: Property | Hop
    fields: "tuple[Leaf | Typename, ...]"
    typename: str


@dataclass(frozen=True, slots=True)
class Facets:
    """`facets` of the whole list."""

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
    def runs(self) -> int:
        """How often its rows are gone through: for the page, for the total and for the facets."""
        kinds = (Items, Information), Total, Facets
        return sum(any(isinstance(part, kind) for part in self.parts) for kind in kinds)

    @property
    def ahead(self) -> bool:
        """Whether one more row is fetched, to know whether more follow."""
        facts = [fact for part in self.parts if isinstance(part, Information) for _, fact in part.facts]
        return "hasNextPage" in facts

    def uncut(self, *, whole: bool, only_counted: bool = False) -> Rows:
        """Its rows; a library query that limits them runs without its limit if all are needed.

        Those that are only counted need not be placed, even if a filter comes first.
        """
        rows = self.rows
        if isinstance(rows, Found) and whole:
            return replace(rows, placed=None)
        if not isinstance(rows, Call):
            return rows
        if whole:
            instead = rows.counted if only_counted or self.filter is None else rows.whole
        else:
            instead = rows.further if self.after is not None else {}
        return replace(rows, parameters={**rows.parameters, **instead})


Field = Leaf | Typename | Same | Link | Weighed | Page | Cursor


@dataclass(frozen=True, slots=True)
class Operation:
    """One request: its root fields in order. `typename` is the root type's name."""

    typename: str
    fields: tuple[Field, ...]
