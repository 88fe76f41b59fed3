"""Texts loaded under a licence can be hidden: from answers, from search and from every query over nodes."""

from pathlib import Path

import pytest

from medcodegraph.graph.driver import Graph
from medcodegraph.graph.write.licensed import hide_licensed
from medcodegraph.loaders.pipeline.load_part import Manner
from medcodegraph.loaders.pipeline.run import load, unload
from medcodegraph.loaders.sources.cpt.loader import LOADER
from medcodegraph.loaders.sources.starter.loader import LOADER as STARTER
from medcodegraph.schema.build import build

pytestmark = pytest.mark.anyio

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cpt"
QUESTION = """{ code(key: "CPT:99901") { display short medium plain synonyms status system }
  search(text: "tower") { totalCount } }"""
BARE = {"status": "active", "system": "CPT"}
TEXTS = ("display", "short", "medium", "plain")


async def answer(graph: Graph) -> tuple[dict[str, object], int]:
    """The code in GraphQL, and how many nodes its wording finds."""
    await graph.write_auto("CALL db.index.fulltext.awaitEventuallyConsistentIndexRefresh()")
    result = await build(graph).execute(QUESTION)
    assert result.errors is None
    assert result.data is not None
    return result.data["code"], result.data["search"]["totalCount"]


async def load_cpt(graph: Graph, hidden: bool | None = None) -> None:
    await load(graph, LOADER, [FIXTURES], {"licence": "yes"}, Manner(force=True, hide_licensed=hidden))


async def test_texts_are_hidden_and_shown_again(graph: Graph) -> None:
    """What others say about the code stays; reloading hidden texts leaves them hidden."""
    await load(graph, STARTER, STARTER.default() if STARTER.default else (), {})
    await load_cpt(graph)
    shown, found = await answer(graph)
    assert (shown["display"] is not None, found) == (True, 1)
    assert await hide_licensed(graph, True) == 3
    hidden = ({**BARE, **dict.fromkeys(TEXTS), "synonyms": []}, 0)
    assert await answer(graph) == hidden
    assert await hide_licensed(graph, True) == 0
    await load_cpt(graph)
    assert await answer(graph) == hidden
    await load(graph, STARTER, STARTER.default() if STARTER.default else (), {}, Manner(force=True))
    assert await answer(graph) == hidden
    assert await hide_licensed(graph, False) == 3
    assert await answer(graph) == (shown, found)


async def test_the_first_load_may_hide_at_once_and_unloading_leaves_nothing(graph: Graph) -> None:
    await load_cpt(graph, True)
    assert (await answer(graph))[0] == {**BARE, **dict.fromkeys(TEXTS), "synonyms": []}
    names = await graph.read(
        "MATCH (n:Code) WITH DISTINCT keys(n) AS names UNWIND names AS name RETURN DISTINCT name"
    )
    assert {row["name"] for row in names} == {"key", "system", "code", "level", "status"}
    await unload(graph, "cpt/codes-2031")
    assert await graph.read("MATCH (n:Code) RETURN properties(n) AS p LIMIT 1") == [
        {"p": {"key": "CPT:99901"}}
    ]
    await unload(graph, "cpt")
    assert await graph.read("MATCH (n) RETURN n") == []
