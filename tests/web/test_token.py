"""With tokens set, the explorer asks for one, and keeps it out of reach of scripts and other sites."""

from pathlib import Path

import httpx
import pytest

from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http.app import create_app
from medcodegraph.http.doors import tokens
from medcodegraph.http.service import Service

PERSON = {"accept": "text/html"}
pytestmark = pytest.mark.anyio


async def test_a_token_from_the_form_opens_the_pages(
    connection: Connection, open_graph: Graph, tmp_path: Path
) -> None:
    app = create_app(connection, tmp_path, Service(tokens={tokens.digest("mcg_mine"): "me"}))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=PERSON) as http,
    ):
        closed = await http.get("/coverage?state=TX")
        assert closed.status_code == 401
        assert 'name="then" value="coverage?state=TX"' in closed.text
        assert (await http.get("/code/CPT:0537T", headers={"accept": "*/*"})).json()["errors"]
        wrong = await http.post("/token", data={"token": "mcg_other", "then": ""})
        assert wrong.status_code == 401
        assert "does not know that token" in wrong.text
        foreign = await http.post(
            "/token", data={"token": "mcg_mine"}, headers={"origin": "https://evil.example"}
        )
        assert foreign.status_code == 403
        right = await http.post("/token", data={"token": "mcg_mine", "then": "coverage?state=TX"})
        assert (right.status_code, right.headers["location"]) == (303, "./coverage?state=TX")
        cookie = right.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "SameSite=strict" in cookie
        assert (await http.get("/coverage?state=TX")).status_code == 200
