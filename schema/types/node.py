"""What all objects of the graph share, and what all pages share."""

import strawberry

from medcodegraph.graph.model import Label, Rel
from medcodegraph.graph.request.tree import Type
from medcodegraph.schema.mapping import descending, follow, outward, part, stored
from medcodegraph.schema.types.lazy import SourceType

BY_RANK = (descending("rank", Type.INT),)


@strawberry.interface
class Node:
    """A thing in the graph that has a key of its own."""

    id: strawberry.ID = stored("The key again, under the name that Relay clients expect.", "key")
    key: str = stored("The key: `SYSTEM:code`, for example `HCPCS:Q2042` or `MONDO:0018908`.")
    source: SourceType | None = follow(
        "The source whose wording wins here; null for a source itself.",
        outward(Rel.STATED_BY, Label.SOURCE),
        order=BY_RANK,
    )
    sources: list[SourceType] = follow(
        "Every source that states something about this, the one whose wording wins first.",
        outward(Rel.STATED_BY, Label.SOURCE),
        order=BY_RANK,
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
