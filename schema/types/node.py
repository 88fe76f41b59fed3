"""What all objects of the graph share, and what all pages share."""

import strawberry

from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.tree import SAYS_SO, Owner, Property, Sort, Type
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
    """A thing in the graph that has a key of its own."""

    id: strawberry.ID = stored("The key again, under the name that Relay clients expect.", "key")
    key: str = stored("The key: `SYSTEM:code`, for example `HCPCS:Q2042` or `MONDO:0018908`.")
    source: SourceType | None = follow(
        "The source of the wording shown here, or the highest of those that word nothing; null for a source.",
        outward(Rel.STATED_BY, Label.SOURCE),
        order=WORDING_FIRST,
        facts=True,
    )
    sources: list[Statement] = follow(
        "Every source that says something of this, each with what is shown from it; the one that goes before "
        "the others first.",
        statements,
        order=IN_PLACE,
    )


@strawberry.type
class PageInfo:
    """Where a page stands in its list."""

    has_next_page: bool = part("hasNextPage", "Whether more follows after this page.")
    has_previous_page: bool = part("hasPreviousPage", "Whether this page was asked for with `after`.")
    start_cursor: str | None = part("startCursor", "The cursor of the first item; null on an empty page.")
    end_cursor: str | None = part("endCursor", "The cursor to pass as `after` for the next page.")


@strawberry.type
class Connection:
    """The parts every connection has."""

    total_count: int = part("totalCount", "How many there are in all; counted only when asked for.")
    page_info: PageInfo = part("pageInfo", "Where this page stands in the list.")


@strawberry.type
class Edge:
    """The part every edge has."""

    cursor: str = part("cursor", "Where this item stands: pass it as `after` to go on from here.")
