"""The explorer in a real browser: no internet, no console output, keyboard, dark mode."""

import shutil
import subprocess
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page
from support.browsing import quiet_page

from medcodegraph.playground import npm

PAGES = {
    "home": "/",
    "search": "/search?text=leukemia",
    "nothing-found": "/search?text=qqqqqqq",
    "code": "/code/CPT:0537T",
    "diagnosis": "/code/ICD10CM:C91.00",
    "condition": "/condition/MONDO:0004967",
    "procedure": "/procedure/PROCEDURE:chimeric-antigen-receptor-t-cell-car-t-therapy",
    "policy": "/policy/NCD:110.24",
    "payer": "/payer/PAYER:cms",
    "source": "/source/SOURCE:starter",
    "system": "/system/ICD10CM",
    "coverage": "/coverage?code=HCPCS:Q2041&diagnosis=ICD10CM:C83.30&payer=PAYER:cms&asOf=2025-01-01",
    "coverage-form": "/coverage",
    "graph": "/graph?key=CPT:0537T&to=ICD10CM:C91.00",
    "compare": "/compare?a=CPT:0537T&b=CPT:38225",
    "payers": "/compare/payers?a=PAYER:cms&b=PAYER:texas-medicaid&codes=HCPCS:Q2041,HCPCS:Q2042,HCPCS:X",
    "disagreements": "/compare/payers?a=PAYER:cms&b=PAYER:texas-medicaid",
    "releases": "/compare/releases",
    "cypher": "/cypher",
    "missing": "/code/CPT:99999",
    "refused": "/coverage?code=HCPCS:Q2041&asOf=someday",
    "how": "/how/code?panel=Similar&key=CPT:0537T",
    "token": "/token",
}
VIOLATIONS = """async only => (await axe.run(only ? { runOnly: only } : {}))
    .violations.map(one => [one.id, one.nodes.map(node => node.html)])"""
DARK = (
    "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((a, b) => a + b) < 200"
)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.usefixtures("editor")
def test_each_page_is_complete_and_accessible(
    browser: Browser, server_url: str, checks: Path, name: str
) -> None:
    """Wide and narrow, light and dark: nothing stands out to the right, axe finds nothing.

    The colours follow the visitor's, so only their contrast is looked at again.
    """
    status = {"missing": 404, "refused": 400}.get(name, 200)
    view = {"width": 1280, "height": 800}
    with quiet_page(browser, server_url, status=status, viewport=view) as page:
        page.goto(PAGES[name])
        if name == "cypher":
            page.locator("#bench[data-ready]").wait_for()
        assert page.locator("h1").count() == 1
        page.evaluate((checks / "axe-core" / "axe.min.js").read_text("utf-8"))
        for width, scheme, only in (
            (1280, "light", None),
            (1280, "dark", ["color-contrast"]),
            (390, "dark", None),
            (390, "light", ["color-contrast"]),
        ):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert page.evaluate(DARK) is (scheme == "dark")
            assert page.evaluate(VIOLATIONS, only) == [], (width, scheme)


def test_the_html_of_each_page_is_valid(server_url: str, checks: Path, tmp_path: Path) -> None:
    for name, path in PAGES.items():
        text = httpx.get(server_url + path, headers={"accept": "text/html"}, timeout=60).text
        (tmp_path / f"{name}.html").write_text(text, "utf-8")
    node, *_ = npm.command() if shutil.which("node") is None else ["node"]
    command = [node, str(checks / "html-validate" / "bin" / "html-validate.mjs"), "--formatter", "text"]
    rules = ["--config", str(Path(__file__).parent / "checks" / "rules.json")]
    done = subprocess.run([*command, *rules, str(tmp_path)], capture_output=True, text=True, check=False)
    assert (done.stdout.replace(str(tmp_path), ""), done.returncode) == ("", 0)


@pytest.mark.usefixtures("editor")
def test_the_workbench_runs_a_library_query_and_refuses_a_write(browser: Browser, server_url: str) -> None:
    """The form of a query, its rows in another order, a plan, completion, and a refusal in plain words."""
    with quiet_page(browser, server_url, status=400) as page:
        page.goto("/cypher?query=similar_codes&key=cpt:0537t")
        page.locator("#bench[data-ready]").wait_for()
        page.get_by_label("limit").fill("5")
        page.get_by_role("button", name="Run").click()
        rows = page.locator("#rows tbody tr")
        rows.first.wait_for()
        assert rows.count() == 5
        first = rows.first.inner_text()
        assert first.startswith("CPT:38225")
        page.get_by_role("button", name="score").click()
        assert page.locator("th[aria-sort=ascending]").inner_text() == "score"
        assert rows.last.inner_text() == first
        page.get_by_role("button", name="Plan").click()
        page.get_by_role("cell", name="ProduceResults").wait_for()
        page.locator("#query").select_option("")
        page.get_by_role("button", name="Run").click()  # the example, whose rows have nodes
        page.locator("#graph[data-nodes]").wait_for()
        assert (
            page.get_by_role("link", name="NCD:110.24").first.get_attribute("href") == "./policy/NCD:110.24"
        )
        type_statement(page, "MATCH (p:Poli")
        page.keyboard.press("Control+Space")
        page.locator(".suggest-widget .monaco-list-row", has_text="Policy").first.wait_for()
        type_statement(page, "MATCH (n) SET n.x = 1")
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Run").click()
        refused = page.get_by_role("alert")
        refused.get_by_text("only statements that read are allowed").wait_for()


def type_statement(page: Page, text: str) -> None:
    """Put another statement into the editor, as one does by keyboard."""
    page.locator(".monaco .view-lines").click(position={"x": 5, "y": 5})
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def focus_on(page: Page, name: str) -> None:
    """Press Tab until a link with this name has the focus."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()").startswith(name):
            return
    raise AssertionError(f"no link {name!r} can be reached by Tab")


def test_from_search_to_code_to_policy_to_coverage_by_keyboard_alone(
    browser: Browser, server_url: str
) -> None:
    """From the field to a hit, from the code to a policy on it, and from there to the verdict."""
    with quiet_page(browser, server_url) as page:
        page.goto("/")
        page.keyboard.type("tisagenlecleucel")
        page.keyboard.press("Enter")
        page.locator(".hits").wait_for()
        focus_on(page, "Tisagenlecleucel")
        page.keyboard.press("Enter")
        page.locator("article[data-kind=Code]").wait_for()
        assert page.url == f"{server_url}/code/HCPCS:Q2042"
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        focus_on(page, "Chimeric Antigen Receptor (CAR) T-cell Therapy")
        page.keyboard.press("Enter")
        page.locator("article[data-kind=Policy]").wait_for()
        focus_on(page, "Coverage")
        page.keyboard.press("Enter")
        page.get_by_role("textbox", name="Code", exact=True).focus()
        page.keyboard.type("HCPCS:Q2042")
        page.keyboard.press("Tab")
        page.keyboard.type("ICD10CM:C91.00")
        page.keyboard.press("Enter")
        page.locator("article[data-kind=Coverage]").wait_for()
        assert page.locator(".verdict .badge").inner_text() == "conditional"


@pytest.mark.usefixtures("editor")
def test_the_picture_grows_and_can_be_filtered(browser: Browser, server_url: str) -> None:
    """Choosing a thing adds what is next to it; a relation can be hidden; the SVG has every node."""
    with quiet_page(browser, server_url) as page:
        page.goto("/graph?key=CPT:0537T")
        graph = page.locator("#graph[data-nodes]")
        graph.wait_for()
        before = int(graph.get_attribute("data-nodes") or 0)
        assert before > 5
        page.evaluate("medcodegraph.choose('NCD:110.24')")
        page.wait_for_function(
            "before => Number(document.querySelector('#graph').dataset.nodes) > before", arg=before
        )
        page.get_by_role("checkbox", name="covers").uncheck()
        shown = page.evaluate("medcodegraph.drawn()")
        page.get_by_role("checkbox", name="covers").check()
        assert page.evaluate("medcodegraph.drawn()").count("<circle") > shown.count("<circle") > 1


def test_the_field_suggests_and_arrows_choose(browser: Browser, server_url: str) -> None:
    with quiet_page(browser, server_url) as page:
        page.goto("/")
        page.locator("input[name=text]:focus").wait_for()
        page.keyboard.type("q2042")
        page.get_by_role("option", name="HCPCS:Q2042").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator("article[data-kind=Code]").wait_for()
        assert page.url.endswith("/code/HCPCS:Q2042")


def test_suggestions_are_asked_for_again_if_the_service_was_busy(browser: Browser, server_url: str) -> None:
    with quiet_page(browser, server_url, status=503) as page:
        page.route("**/suggest?*", lambda route: route.fulfill(status=503, json={"errors": []}), times=1)
        page.goto("/")
        page.locator("input[name=text]:focus").wait_for()
        page.keyboard.type("q2042")
        page.get_by_role("option", name="HCPCS:Q2042").wait_for()


def test_how_a_panel_was_asked_opens_in_place(browser: Browser, server_url: str) -> None:
    with quiet_page(browser, server_url) as page:
        page.goto("/code/CPT:0537T")
        panel = page.locator(".card", has=page.locator("#similar-codes"))
        panel.get_by_role("link", name="How was this asked?").click()
        panel.get_by_label("GraphQL").wait_for()
        assert "similar(first: 10)" in panel.get_by_label("GraphQL").inner_text()
        assert "/graphql#query=" in (
            panel.get_by_role("link", name="Open in the playground").get_attribute("href") or ""
        )
