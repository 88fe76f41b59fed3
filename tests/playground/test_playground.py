"""The playground: installed by npm, served by the service, used in a real browser without the internet."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from graphql import OperationDefinitionNode, build_schema, parse, validate
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from support.running import served

from medcodegraph import playground
from medcodegraph.config import Settings
from medcodegraph.errors import MedcodegraphError
from medcodegraph.graph.connection import Connection
from medcodegraph.graph.driver import Graph
from medcodegraph.http.app import create_app
from medcodegraph.http.doors import tokens
from medcodegraph.http.service import Service
from medcodegraph.playground import npm
from medcodegraph.playground.web import examples
from medcodegraph.schema.build import sdl

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
PACKAGE = Path(playground.__file__).parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="session")
def assets() -> Path:
    """The installed playground, in the user's cache."""
    try:
        return playground.install(Settings.from_environment().cache, print)
    except MedcodegraphError as error:
        pytest.skip(f"the playground cannot be installed here: {error}")


def client(assets: Path) -> httpx.AsyncClient:
    async def graphql(request: Request) -> Response:
        wanted = playground.is_wanted(request)
        return playground.page(request, assets) if wanted else PlainTextResponse("graphql")

    app = Starlette(routes=[Route("/graphql", graphql), *playground.routes(assets)])
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url="http://host", follow_redirects=True, headers=BROWSER
    )


def test_every_example_is_valid_and_says_what_it_asks() -> None:
    schema = build_schema(sdl())
    assert len(examples()) >= 5
    for example in examples():
        document = parse(example["query"])
        assert validate(schema, document) == [], example["name"]
        (operation,) = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        assert operation.name, "the tab takes its name from the operation"
        assert example["query"].startswith(f"# {example['title']}\n#\n# ")
        comments = [line for line in example["query"].splitlines() if line.startswith("#")]
        assert max(map(len, comments)) <= 42, "comments fit beside the documentation"
    assert 'code(key: "CPT:0537T")' in examples()[0]["query"]


def test_the_lock_names_no_address_and_checks_what_it_gets() -> None:
    packages = json.loads((PACKAGE / "package-lock.json").read_text())["packages"]
    for name, package in packages.items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")


def test_an_installation_is_done_once(assets: Path) -> None:
    def nobody(_: str) -> None:
        raise AssertionError("nothing is left to download")

    assert playground.install(assets.parent, nobody) == assets
    assert {file.name for file in assets.iterdir()} == {
        *("LICENSE", "graphiql.js", "graphiql.css", "cytoscape.js", "LICENSE-cytoscape"),
        *("editor.worker.js", "json.worker.js", "graphql.worker.js"),
    }


def test_without_npm_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("medcodegraph.playground.npm.find_spec", lambda _: None)
    with pytest.raises(MedcodegraphError, match=r"pip install 'medcodegraph\[node\]'"):
        playground.install(tmp_path / "cache", print)


@pytest.mark.skipif(not shutil.which("npm"), reason="npm is not on the PATH")
def test_without_network_it_says_so_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "npm"))
    cache = tmp_path / "cache"
    with pytest.raises(MedcodegraphError, match=r"cannot reach its registry.*ECONNREFUSED"):
        playground.install(cache, print)
    assert list(cache.iterdir()) == []


def test_what_npm_kept_of_the_registry_may_be_older_than_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """npm would rather use what it kept; a version that is newer than that it does not find there."""
    old = 'case "$*" in *--prefer-offline*) echo "npm error code ETARGET" >&2; exit 1;; esac'
    for name, does in {"node": "exit 0", "npm": f"{old}\nmkdir node_modules"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    place = tmp_path / "place"
    place.mkdir()
    npm.install(place)
    assert (place / "node_modules").is_dir()


@pytest.mark.parametrize(
    ("method", "accept", "wanted"),
    [
        ("GET", BROWSER["accept"], True),
        ("GET", "*/*", False),
        ("GET", "application/graphql-response+json, application/json", False),
        ("POST", BROWSER["accept"], False),
    ],
)
def test_only_a_browser_gets_the_page(method: str, accept: str, wanted: bool) -> None:
    scope = {"type": "http", "method": method, "headers": [(b"accept", accept.encode())]}
    assert playground.is_wanted(Request(scope)) is wanted


@pytest.mark.anyio
async def test_the_page_is_strict_about_where_its_parts_come_from(assets: Path) -> None:
    async with client(assets) as http:
        answer = await http.get("/graphql")
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "//" not in answer.text.replace("<!doctype", "")
    assert answer.headers["vary"] == "Accept"


@pytest.mark.anyio
async def test_every_part_of_the_page_is_served_for_good_with_its_type(assets: Path) -> None:
    async with client(assets) as http:
        page = (await http.get("/graphql")).text
        base = "/" + page.partition('<base href="')[2].partition('"')[0]
        for name, kind in {
            "graphiql.js": "text/javascript",
            "graphiql.css": "text/css",
            "graphql.worker.js": "text/javascript",
            "page.js": "text/javascript",
            "page.css": "text/css",
            "icon.svg": "image/svg+xml",
            "examples.json": "application/json",
        }.items():
            answer = await http.get(base + name)
            assert answer.status_code == 200, name
            assert answer.headers["content-type"].startswith(kind)
            assert "immutable" in answer.headers["cache-control"]
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert (await http.get(f"{base}graphiql.js")).headers["content-encoding"] == "gzip"
        for name in ("none.js", "../../pyproject.toml", "%2e%2e/%2e%2e/pyproject.toml", ""):
            assert (await http.get(base + name)).status_code == 404, name
        assert (await http.get("/playground/")).url.path == "/graphql"


@pytest.mark.anyio
async def test_without_its_files_the_page_says_how_to_get_them_and_graphql_answers(tmp_path: Path) -> None:
    async with client(tmp_path / "missing") as http:
        answer = await http.get("/graphql")
        assert answer.status_code == 503
        assert "The playground is not installed" in answer.text
        assert "http://host/graphql" in answer.text
        assert (await http.get("/graphql", headers={"accept": "*/*"})).text == "graphql"


@pytest.mark.anyio
async def test_it_works_behind_a_prefix(assets: Path) -> None:
    """Every address in the page is relative, so a proxy may serve it at /api/graphql."""
    async with client(assets) as http:
        text = (await http.get("/graphql")).text
    base = text.partition('<base href="')[2].partition('"')[0]
    assert httpx.URL("http://host/api/graphql").join(base).path == f"/api/{base}"
    assert not [part for part in text.split('"') if part.startswith("/")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server_url: str, assets: Path) -> Iterator[Page]:
    """The playground as a new visitor sees it; a request to another server, or any error, fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    asked: list[str] = []
    wrong: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    page.goto(f"{server_url}/graphql")
    page.locator(".graphiql-query-editor .view-lines").wait_for()
    yield page
    context.close()
    assert len(asked) > 5
    assert [url for url in asked if not url.startswith((server_url, "data:"))] == []
    assert wrong == []


def test_the_first_example_answers_on_load_and_a_reload_opens_no_empty_tab(page: Page) -> None:
    page.locator(".graphiql-response", has_text="CPT:0537T").wait_for()
    page.reload()
    page.locator(".graphiql-response", has_text="CPT:0537T").wait_for()
    assert page.locator(".graphiql-tab").count() == len(examples())
    assert page.locator(".graphiql-tab", has_text="untitled").count() == 0


def test_the_first_example_runs_from_the_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 1440, "height": 4000})  # the editors contain only lines that are in view
    page.locator(".graphiql-query-editor .view-lines").click()
    page.keyboard.press("Control+Enter")
    page.locator(".graphiql-response", has_text="MONDO:0004967").wait_for()


def test_with_tokens_the_page_asks_for_one_and_then_works(
    browser: Browser, assets: Path, connection: Connection, open_graph: Graph
) -> None:
    """The field appears after a 401; with the token the schema is read, and the field disappears."""
    app = create_app(connection, assets, Service(tokens={tokens.digest("mcg_mine"): "me"}))
    with served(app) as url:
        page = browser.new_page()
        page.goto(f"{url}/graphql")
        page.locator("#token input").fill("mcg_mine")
        page.locator("#token input").press("Enter")
        page.get_by_role("link", name="Query", exact=True).click()
        page.get_by_role("link", name="sharedIndications").wait_for()
        assert page.locator("#token").is_hidden()
        page.close()


def test_documentation_completion_and_the_statement_are_there(page: Page) -> None:
    page.get_by_role("link", name="Query", exact=True).click()
    page.get_by_role("link", name="sharedIndications").wait_for()
    page.get_by_role("checkbox", name="Show Cypher").check()
    page.get_by_role("button", name="Execute query").click()
    page.locator("#cypher", has_text="RETURN").wait_for()
    page.locator(".graphiql-query-editor .view-line", has_text="replacedBy").click()
    page.keyboard.press("End")
    page.keyboard.type(" dis")
    page.locator(".suggest-widget", has_text="display").wait_for()


def test_an_example_from_the_menu_opens_its_tab(page: Page) -> None:
    page.get_by_text("Examples", exact=True).click()
    page.get_by_role("link", name="Where the facts come from").click()
    page.locator(".graphiql-query-editor", has_text="publishedOn").wait_for()
    assert page.locator(".graphiql-tab-active").inner_text().strip() == "Sources"
    assert page.locator(".graphiql-tab").count() == len(examples())


def test_escape_closes_the_menu_and_the_query_is_one_skip_away(page: Page) -> None:
    page.get_by_text("Examples", exact=True).click()
    page.keyboard.press("Escape")
    assert page.locator("#examples").get_attribute("open") is None
    page.locator("#skip").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.graphiql-query-editor') !== null")


def test_unticking_takes_the_statement_away(page: Page) -> None:
    page.get_by_role("checkbox", name="Show Cypher").check()
    page.get_by_role("button", name="Execute query").click()
    page.locator("#cypher", has_text="RETURN").wait_for()
    page.get_by_role("checkbox", name="Show Cypher").uncheck()
    assert page.locator("#cypher").is_hidden()


def test_a_phone_can_tap(browser: Browser, server_url: str, assets: Path) -> None:
    """A closed GraphiQL panel covers nothing."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto(f"{server_url}/graphql")
    page.get_by_role("tab", name="Similar").tap()
    page.locator(".graphiql-tab-active", has_text="Similar").wait_for()
    page.get_by_text("Examples", exact=True).tap()
    page.get_by_role("link", name="Where the facts come from").tap()
    page.locator(".graphiql-tab-active", has_text="Sources").wait_for()
    context.close()


def test_on_a_phone_the_result_stands_below_the_query(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    query = page.locator(".graphiql-query-editor").bounding_box()
    result = page.locator(".graphiql-response").bounding_box()
    assert query
    assert result
    assert result["y"] >= query["y"] + query["height"]
    assert query["width"] > 300
    assert result["width"] > 300
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
