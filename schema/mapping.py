"""How a field maps to the graph: kept as metadata on Strawberry fields, read by schema/selection.py.

Modules of the schema declare fields with the functions below; none of them holds a resolver.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import GenericAlias
from typing import Any

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.properties import SOURCES, STATUS, Owner, Property, Type
from medcodegraph.graph.request.tree import Call, Hop, Keyed, Rows, Sort, Stater, Way
from medcodegraph.schema.arguments import Arguments

MAP = "medcodegraph"


@dataclass(frozen=True, slots=True)
class Stored:
    """A property, by the field's own name where `name` is None."""

    name: str | None = None
    owner: Owner = Owner.NODE


@dataclass(frozen=True, slots=True)
class Here:
    """Another view of the current row."""


@dataclass(frozen=True, slots=True)
class Follow:
    """Rows reached from the current row: an object or a list of objects."""

    rows: Rows | Callable[[Arguments], Rows]
    order: tuple[Sort, ...] = ()
    facts: bool = False  # whether the objects show edge properties: then one per edge, not one per node
    typed_by: str | None = None  # the column that names the type of each object, if its label does not


@dataclass(frozen=True, slots=True)
class Span:
    """A first and a last day; a missing day sets no bound.

    With a `status`, an object retired without a last day counts as over by today, or by the day `over_by`.
    """

    first: Property
    last: Property
    status: Property | None = None
    over_by: Property | None = None


VALID = Span(Property("valid_from"), Property("valid_to"), Property(STATUS), Property("valid_to_by"))
"""When a code is valid."""

IN_EFFECT = Span(Property("effective_from"), Property("effective_to"))
"""When a policy is in effect."""

STATED = Span(Property("valid_from", Owner.EDGE), Property("valid_to", Owner.EDGE))
"""When the fact that leads to an object is in effect."""


@dataclass(frozen=True, slots=True)
class Paged:
    """A connection over rows."""

    rows: Rows | Callable[[Arguments], Rows]
    order: tuple[Sort, ...] = ()
    facts: bool = False
    first: int = 25
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """The edge's scores under the names of these kinds, with their weights."""

    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a connection, of its edges or of its page information, by GraphQL name."""

    name: str


@dataclass(frozen=True, slots=True)
class Faceted:
    """A facet of a connection: the values of a property, or the keys of the nodes that a hop leads to."""

    by: Property | Hop


Mapped = Stored | Here | Follow | Paged | Weighed | Part | Faceted


@dataclass(frozen=True, slots=True)
class Filtered:
    """An input field that filters by properties, or by a property of the node that a hop leads to."""

    properties: tuple[Property, ...]
    hop: Hop | None = None


def outward(rel: Rel, *labels: Label) -> Hop:
    """Along an edge."""
    return Hop((rel,), Way.OUT, labels)


def inward(rel: Rel, *labels: Label) -> Hop:
    """Against an edge."""
    return Hop((rel,), Way.IN, labels)


def stored(description: str, name: str | None = None, owner: Owner = Owner.NODE) -> Any:
    """A field stored as a property of the node."""
    return _field(description, Stored(name, owner))


def fact(description: str, name: str | None = None) -> Any:
    """A field stored as a property of the edge."""
    return _field(description, Stored(name, Owner.EDGE))


def column(description: str, name: str | None = None) -> Any:
    """A field that is a column of the library query that gave the row."""
    return _field(description, Stored(name, Owner.ROW))


def here(description: str) -> Any:
    """A field that shows the node of the current row."""
    return _field(description, Here())


def follow(
    description: str,
    rows: Rows | Callable[[Arguments], Rows],
    *arguments: StrawberryArgument,
    order: Sequence[Sort] = (),
    facts: bool = False,
) -> Any:
    """A field that leads to one other object, or to a short list of them."""
    found = _field(description, Follow(rows, tuple(order), facts))
    found.arguments = list(arguments)
    return found


def stater(
    description: str = "The source or document that states this fact; one of them, if several do.",
) -> Any:
    """The Source of the current edge."""
    return _field(description, Follow(Stater()))


def staters(description: str = "Every source that states this fact.") -> Any:
    """The Sources of the edges that state the current fact."""
    return _field(description, Follow(Keyed((Label.SOURCE,), SOURCES)))


def shared(description: str, query: str) -> Any:
    """Nodes that both ends of the current edge share, found by a library query from their keys."""

    def rows(_: Arguments) -> Rows:
        ends = {"key": Property("key", Owner.ORIGIN), "other_key": Property("key")}
        return Call(library()[query].text, ends)

    return _field(description, Follow(rows))


def weighed(description: str, weights: Mapping[str, float]) -> Any:
    """The parts of a score: a list of objects with a kind, its score, weight and contribution."""
    return _field(description, Weighed(weights))


def explained(description: str, query: str, columns: Sequence[str], **given: Property) -> Any:
    """An object that is not a node: the columns of a library query, given properties of the row."""

    def rows(_: Arguments) -> Rows:
        return Call(library()[query].text, given, tuple(columns), node=False)

    return _field(description, Follow(rows))


def facet(description: str, by: str | Hop) -> Any:
    """A facet: how many rows of a connection have each value of a property, or a hop to each node."""
    return _field(description, Faceted(Property(by) if isinstance(by, str) else by))


def part(name: str, description: str) -> Any:
    """A field of a connection."""
    return _field(description, Part(name))


def argument(
    name: str, annotation: object, description: str, default: object = strawberry.UNSET
) -> StrawberryArgument:
    """An argument; without a default it is required unless its type is nullable."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=name.removesuffix("_") if name.endswith("_") else None,  # a Python keyword
        type_annotation=StrawberryAnnotation(annotation),
        description=description,
        default=default,
    )


def root(
    description: str,
    rows: Callable[[Arguments], Rows],
    *arguments: StrawberryArgument,
    order: Sequence[Sort] = (),
    typed_by: str | None = None,
) -> Any:
    """A root field that finds one object, or one for each key."""
    found = _field(description, Follow(rows, tuple(order), typed_by=typed_by))
    found.arguments = list(arguments)
    return found


def paged(
    description: str,
    rows: Rows | Callable[[Arguments], Rows],
    *arguments: StrawberryArgument,
    order: Sequence[Sort] = (),
    facts: bool = False,
    first: int = 25,
    filter: type | None = None,
    sort: type | None = None,
    spans: Sequence[Span] = (),
) -> Any:
    """A connection: takes `first` and `after`, and a filter and an order if their input types are given.

    With `spans` it also takes `asOf`: only rows that are within all spans on that day.
    """
    found = _field(description, Paged(rows, tuple(order), facts, first, tuple(spans)))
    found.arguments = [
        *arguments,
        *([argument("filter", filter | None, "Only those that match.")] if filter else []),
        *(
            [argument("order", GenericAlias(list, (sort,)) | None, "The sort keys, in order of precedence.")]
            if sort
            else []
        ),
        *(
            [
                argument(
                    "as_of",
                    date | None,
                    "Only what is in effect on this day, as far as dates are known.",
                    None,
                )
            ]
            if spans
            else []
        ),
        argument("first", int | None, "How many at most (0 to 1000).", first),
        argument("after", str | None, "The cursor after which to continue."),
    ]
    return found


def filtered(description: str, *names: str, hop: Hop | None = None) -> Any:
    """An input field that filters by the named properties."""
    properties = tuple(Property(name) for name in names)
    return strawberry.field(
        description=description, default=strawberry.UNSET, metadata={MAP: Filtered(properties, hop)}
    )


def ascending(name: str, type_: Type, owner: Owner = Owner.NODE) -> Sort:
    """Sort by a property that is never missing, smallest first."""
    return Sort(Property(name, owner), False, type_, always=True)


def descending(name: str, type_: Type, owner: Owner = Owner.NODE) -> Sort:
    """Sort by a property that is never missing, largest first."""
    return Sort(Property(name, owner), True, type_, always=True)


def _field(description: str, mapped: Mapped) -> Any:
    return strawberry.field(description=description, metadata={MAP: mapped})
