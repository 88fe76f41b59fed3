"""The fields common to all objects of the graph, and to all pages."""

import strawberry

from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.properties import SAYS_SO, WORDING, Owner, Property, Type
from medcodegraph.graph.request.tree import Sort
from medcodegraph.schema.mapping import follow, outward, part, stored
from medcodegraph.schema.types.history import IN_PLACE, Statement, statements
from medcodegraph.schema.types.lazy import SourceType

WORDING_FIRST = (
    Sort(Property(SAYS_SO, Owner.EDGE), descending=True, type=Type.BOOLEAN),
    Sort(Property("rank"), descending=True, type=Type.INT),
    Sort(Property("begins"), descending=True, type=Type.DATE),
    Sort(Property("key"), descending=True, always=True),
)


@strawberry.interface
class Node:
    """An object in the graph with its own key."""

    id: strawberry.ID = stored("The key, under the name that Relay clients expect.", "key")
    key: str = stored("The key: `SYSTEM:code`, for example `HCPCS:Q2042` or `MONDO:0018908`.")
    label: str = stored("What to call it: its display text, name or title; else its key.", WORDING)
    source: SourceType | None = follow(
        "The source of the wording shown here, or else the source that takes precedence; null for a source.",
        outward(Rel.STATED_BY, Label.SOURCE),
        order=WORDING_FIRST,
        facts=True,
    )
    sources: list[Statement] = follow(
        "Every source that describes this object, each with the fields shown from it; the one that takes "
        "precedence first.",
        statements,
        order=IN_PLACE,
    )


@strawberry.type
class PageInfo:
    """The position of a page in its list."""

    has_next_page: bool = part("hasNextPage", "Whether there are more items after this page.")
    has_previous_page: bool = part("hasPreviousPage", "Whether this page was requested with `after`.")
    start_cursor: str | None = part("startCursor", "The cursor of the first item; null on an empty page.")
    end_cursor: str | None = part("endCursor", "The cursor to pass as `after` for the next page.")


@strawberry.type
class Connection:
    """The fields of every connection."""

    total_count: int = part("totalCount", "How many there are in total; counted only if requested.")
    page_info: PageInfo = part("pageInfo", "The position of this page in the list.")


@strawberry.type
class Edge:
    """The field of every edge."""

    cursor: str = part("cursor", "The position of this item: pass it as `after` to continue from here.")
