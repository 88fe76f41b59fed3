"""Search with more hits than are ranked: all are counted, within the memory that one query may have."""

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.names.search import derive as derive_names
from medcodegraph.schema.answers.search import MOST
from medcodegraph.schema.build import build

pytestmark = pytest.mark.anyio


async def test_hits_that_are_only_counted_are_on_no_page(graph: Graph) -> None:
    """The best by words are ranked, all are counted; a page has the same hits with counts and without."""
    nodes = [{"key": f"MONDO:{n}", "name": f"Common disease {n}"} for n in range(MOST + 20)]
    await graph.write("UNWIND $nodes AS one CREATE (c:Condition) SET c = one", {"nodes": nodes})
    await derive_names(graph)
    await graph.read("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    query = """query($first: Int, $after: String, $count: Boolean!) {
      search(text: "disease", first: $first, after: $after) {
        totalCount @include(if: $count) nodes { key } pageInfo { endCursor } } }"""
    schema = build(graph)
    seen: dict[bool, list[str]] = {}
    for count in (True, False):
        after, found = None, []
        while True:
            result = await schema.execute(query, {"first": 400, "after": after, "count": count})
            assert result.data is not None, result.errors
            page = result.data["search"]
            if not page["nodes"]:
                break
            found += [node["key"] for node in page["nodes"]]
            after = page["pageInfo"]["endCursor"]
            assert page.get("totalCount") == (MOST + 20 if count else None)
        seen[count] = found
    assert seen[True] == seen[False]
    assert len(set(seen[True])) == MOST
