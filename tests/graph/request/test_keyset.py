"""Cursors: valid ones are decoded, everything else is a client error."""

import base64
import json

import pytest

from medcodegraph.errors import RequestError
from medcodegraph.graph.request.keyset import beyond, decoder, encode, fingerprint, page_size
from medcodegraph.graph.request.properties import Property, Type
from medcodegraph.graph.request.tree import Sort

ORDER = (Sort(Property("score"), True, Type.FLOAT), Sort(Property("key")))


def test_a_cursor_holds_its_sort_values() -> None:
    """Numbers and texts of any language, in order."""
    cursor = encode(fingerprint(ORDER), [0.25, "schlüssel"])
    assert decoder(ORDER)(cursor) == [0.25, "schlüssel"]


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "%",
        "é",
        "AAAA",
        base64.urlsafe_b64encode(b"[]").decode(),
        base64.urlsafe_b64encode(b'{"a":1}').decode(),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(json.dumps([fingerprint(ORDER), "text", "key"]).encode()).decode(),
        base64.urlsafe_b64encode(json.dumps([fingerprint(ORDER), 1.0]).encode()).decode(),
        encode("other", [1.0, "x"]),
    ],
)
def test_anything_else_is_refused(cursor: str) -> None:
    """With a helpful message, never another exception."""
    with pytest.raises(RequestError, match="after is") as caught:
        decoder(ORDER)(cursor)
    assert caught.value.code == "BAD_CURSOR"


def test_the_predicate_is_lexicographic() -> None:
    """Each key in its own direction, ties by the next."""
    assert beyond(["s", "k"], ORDER, "$p") == "(s < $p[0] OR (s = $p[0] AND k > $p[1]))"


@pytest.mark.parametrize("size", [-1, 1001, 2**40])
def test_a_page_size_has_bounds(size: int) -> None:
    """From 0 to 1000."""
    assert page_size(1000) == 1000
    with pytest.raises(RequestError, match="0 to 1000"):
        page_size(size)
