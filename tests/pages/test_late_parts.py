"""A page of a code without one of the answers that may come too late: it says so, and shows the rest."""

from pathlib import Path

import httpx
import pytest

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http.app import create_app
from medcodegraph.pages import code
from medcodegraph.pages.documents import document, operations
from medcodegraph.pages.render import as_text
from medcodegraph.web.asking import merged

pytestmark = pytest.mark.anyio


async def test_the_rest_of_the_page_is_there(connection: Connection, graph: Graph) -> None:
    await graph.write("CREATE (:Code {key: 'X:1', code: '1', system: 'X', display: 'The only one'})")
    app = create_app(connection, Path("/nowhere"))
    answers = {}
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client,
    ):
        for name in operations("code"):
            asked = {"query": document("code"), "operationName": name, "variables": {"key": "X:1"}}
            answers[name] = (await client.post("/graphql", json=asked, timeout=60)).json()["data"]
    assert answers.keys() > code.LATE
    for late in code.LATE:
        text = as_text(code.page(merged([data for name, data in answers.items() if name != late])))
        assert "The only one" in text
        assert "This part was not answered in time" in text
