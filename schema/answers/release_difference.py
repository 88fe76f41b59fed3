"""What changed between two loaded releases of a source."""

from datetime import date
from enum import Enum

import strawberry

from medcodegraph.graph.library.queries import library
from medcodegraph.graph.model import Label
from medcodegraph.graph.request.properties import Owner, Property
from medcodegraph.graph.request.tree import Call, Keyed, Rows, Sort
from medcodegraph.schema.arguments import Arguments
from medcodegraph.schema.mapping import argument, column, follow, here, paged, part
from medcodegraph.schema.types.code import Code
from medcodegraph.schema.types.node import Connection, Edge
from medcodegraph.schema.types.source import Source

_GIVEN = ("source", "before", "after", "series")
_CHANGE = ("change", "display", "day", "by", "property", "before_text", "after_text")
_BY_CHANGE = (
    Sort(Property("change", Owner.ROW), always=True),
    Sort(Property("key"), always=True),
    Sort(Property("property", Owner.ROW)),
)
RELEASES = (
    argument("source", str, "Name of the source: `icd10cm`."),
    argument("before", str, "The earlier release: `2025`."),
    argument("after", str, "The later release: `2026`, or `2026-04` for the first one that starts with it."),
    argument("series", str | None, "Only editions of this series: `icd10cm/order`.", None),
)


@strawberry.enum
class ReleaseChangeKind(Enum):
    """What happened to a code from one release to another."""

    ADDED = strawberry.enum_value("added", description="Only the later release has it.")
    ENDED = strawberry.enum_value("ended", description="The later release no longer has it as a valid code.")
    REVISED = strawberry.enum_value("revised", description="Both have it, with different properties.")


@strawberry.type
class ReleaseChangeEdge(Edge):
    """A code that changed from one release to another, and how."""

    change: ReleaseChangeKind = column("What happened.")
    wording: str | None = column("Its text in the later release, or its last text.", "display")
    day: date | None = column("The first day of an addition or revision; the last day of a code that ended.")
    by: date | None = column(
        "If the day is not known, as releases in between are missing: it is this day or an earlier one."
    )
    property: str | None = column("The revised property: display, short, billable, level, ...")
    before: str | None = column("The value before, as text.", "before_text")
    after: str | None = column("The value after, as text.", "after_text")
    node: Code = here("The code, as it is today.")


@strawberry.type
class ReleaseChangeConnection(Connection):
    """A page of codes that changed from one release to another."""

    edges: list[ReleaseChangeEdge] = part("edges", "The codes with what changed, one edge per property.")
    nodes: list[Code] = part("nodes", "The codes alone.")


def _changes(arguments: Arguments) -> Rows:
    given = {name: Property(name, Owner.ROW) for name in ("old", "new")}
    kinds = arguments.parameter("kinds", _stored)
    return Call(library()["release_difference_codes"].text, {**given, "changes": kinds}, _CHANGE)


def _stored(kinds: list[ReleaseChangeKind] | None) -> list[str]:
    return [str(getattr(kind, "value", kind)) for kind in kinds or ()]


@strawberry.type
class ReleaseDifference:
    """Two releases of a source, and what changed from one to the other."""

    before: Source = follow("The earlier edition that is compared.", Keyed((Label.SOURCE,), "old"))
    after: Source = follow("The later edition that is compared.", Keyed((Label.SOURCE,), "new"))
    changes: ReleaseChangeConnection = paged(
        "Codes added, ended and revised, in this order.",
        _changes,
        argument("kinds", list[ReleaseChangeKind] | None, "Only these kinds of change.", None),
        order=_BY_CHANGE,
        facts=True,
    )


def difference(arguments: Arguments) -> Rows:
    """The row of `releaseDifference`."""
    given = {name: arguments.parameter(name) for name in _GIVEN}
    return Call(library()["release_difference"].text, given, ("old", "new"), node=False)
