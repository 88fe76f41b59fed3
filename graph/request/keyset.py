"""Keyset paging: where a page continues, as a predicate over the sort keys; cursors that hold those keys."""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import Any

import orjson

from medcodegraph.errors import RequestError
from medcodegraph.graph.request.properties import Owner, Property, Type
from medcodegraph.graph.request.tree import Sort

LARGEST_PAGE = 1000


def page_size(value: int, most: int = LARGEST_PAGE) -> int:
    """Check `first`: a whole number from 0 to `most`."""
    if not 0 <= value <= most:
        raise RequestError(f"first is {value}: give a number from 0 to {most}", "BAD_PAGE_SIZE")
    return value


def one_more(most: int, usual: int, value: int | None) -> int:
    """A page fetches one row more than it shows, to know whether more follow; null means the default size."""
    return page_size(usual if value is None else value, most) + 1


def total_order(order: Sequence[Sort], *, edges: bool) -> tuple[Sort, ...]:
    """A total order: ties are broken by key, then (for lists of edges) by the edge's source and id."""
    key = () if any(s.by == Property("key") for s in order) else (Sort(Property("key"), always=True),)
    edge = Property("source", Owner.EDGE), Property("id", Owner.EDGE)
    facts = (Sort(edge[0], always=True), Sort(edge[1])) if edges else ()
    return (*order, *key, *facts)


def fingerprint(order: Sequence[Sort]) -> str:
    """A short fingerprint of an order: a cursor from another order is refused."""
    text = "|".join(f"{s.by.owner}.{s.by.name}:{s.descending}" for s in order)
    return hashlib.blake2s(text.encode(), digest_size=3).hexdigest()


def encode(mark: str, values: Sequence[Any]) -> str:
    """The cursor for a row with these sort values."""
    return base64.urlsafe_b64encode(orjson.dumps([mark, *values])).decode().rstrip("=")


def decoder(order: Sequence[Sort]) -> Callable[[Any], list[Any]]:
    """A function from a cursor to its sort values, which raises RequestError for an invalid cursor."""
    mark, kinds = fingerprint(order), [float if s.type in (Type.FLOAT, Type.INT) else str for s in order]

    def decode(cursor: Any) -> list[Any]:
        try:
            raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            found: list[Any] = json.loads(raw)
            stamp, *values = found
        except (binascii.Error, ValueError, TypeError, RecursionError) as error:
            raise RequestError(
                "after is not a cursor of this service: pass on an endCursor or an edge's cursor as it came",
                "BAD_CURSOR",
            ) from error
        if stamp != mark or len(values) != len(kinds):
            raise RequestError(
                "after is a cursor of another list or another order: start again without it", "BAD_CURSOR"
            )
        for value, kind in zip(values, kinds, strict=True):
            if not isinstance(value, kind) and not (kind is float and isinstance(value, int)):
                raise RequestError("after is a damaged cursor: start again without it", "BAD_CURSOR")
        return values

    return decode


def beyond(expressions: Sequence[str], order: Sequence[Sort], cursor: str) -> str:
    """The predicate "comes after the cursor": lexicographic, each sort key in its own direction."""
    predicate = ""
    for index in reversed(range(len(expressions))):
        compare = "<" if order[index].descending else ">"
        here, there = expressions[index], f"{cursor}[{index}]"
        if predicate:
            predicate = f"({here} {compare} {there} OR ({here} = {there} AND {predicate}))"
        else:
            predicate = f"{here} {compare} {there}"
    return predicate
