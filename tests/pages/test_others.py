"""The page of a code system: what its files list, apart from what only other sources name."""

from typing import Any

import pytest

from medcodegraph.pages.others import system_page
from medcodegraph.pages.render import as_text


def code(key: str, display: str | None, level: str | None) -> dict[str, Any]:
    return {"key": key, "display": display, "level": level, "status": None}


STUB = code("T:A", None, None)
LISTED = [code("T:B", "Second", None), code("T:C", None, "code")]


@pytest.mark.parametrize("listed", [LISTED, []])
def test_codes_that_no_file_lists_stand_apart(listed: list[dict[str, Any]]) -> None:
    facts = dict.fromkeys(("publisher", "version", "licence", "uri", "title"))
    node = {**facts, "key": "SYSTEM:T", "name": "T", "sources": []}
    top = {"pageInfo": {"hasNextPage": True}, "nodes": [STUB, *listed]}
    first, apart, others = as_text(system_page({"node": node, "top": top})).partition(
        "Named by other sources only"
    )
    assert apart
    assert "T:A" not in first
    assert "T:A" in others
    assert all(one["key"] in first and one["key"] not in others for one in listed)
    assert ("The first" in first) is bool(listed)
    assert "No loaded file of this code system lists" in others
