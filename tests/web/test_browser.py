"""The explorer in a real browser: no internet, no console output, keyboard, dark mode."""

import pytest
from playwright.sync_api import Browser, Page
from support.browsing import quiet_page

from medcodegraph import playground
from medcodegraph.config import Settings

PAGES = {
    "home": "/",
    "search": "/search?text=leukemia",
    "code": "/code/CPT:0537T",
    "diagnosis": "/code/ICD10CM:C91.00",
    "condition": "/condition/MONDO:0004967",
    "procedure": "/procedure/PROCEDURE:chimeric-antigen-receptor-t-cell-car-t-therapy",
    "policy": "/policy/NCD:110.24",
    "payer": "/payer/PAYER:cms",
    "source": "/source/SOURCE:starter",
    "system": "/system/ICD10CM",
    "coverage": "/coverage?code=HCPCS:Q2041&diagnosis=ICD10CM:C83.30&payer=PAYER:cms&asOf=2025-01-01",
    "graph": "/graph?key=CPT:0537T",
    "compare": "/compare?a=CPT:0537T&b=CPT:38225",
    "missing": "/code/CPT:99999",
    "how": "/how/code?panel=Similar&key=CPT:0537T",
    "token": "/token",
}
VIOLATIONS = (
    """async () => (await axe.run()).violations.map(one => [one.id, one.nodes.map(node => node.html)])"""
)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_each_page_is_complete_and_accessible(
    browser: Browser, server_url: str, axe: str, name: str, width: int, scheme: str
) -> None:
    """Nothing overflows to the right, colours follow the visitor's preference, axe finds nothing."""
    view = {"width": width, "height": 800}
    with quiet_page(browser, server_url, viewport=view, color_scheme=scheme) as page:
        if name == "missing":  # the browser logs the status 404
            page.route("**/*", lambda route: route.fulfill(response=route.fetch(), status=200))
        page.goto(PAGES[name])
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert (sum(map(int, ground[4:-1].split(","))) < 200) is (scheme == "dark")
        page.evaluate(axe)
        assert page.evaluate(VIOLATIONS) == []


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


def test_the_picture_grows_and_can_be_filtered(browser: Browser, server_url: str) -> None:
    """Selecting a node adds its neighbours; a relation can be hidden; the SVG has every node."""
    playground.install(Settings.from_environment().cache, print)
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
        page.keyboard.type("q2042")
        page.get_by_role("option", name="HCPCS:Q2042").wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.locator("article[data-kind=Code]").wait_for()
        assert page.url.endswith("/code/HCPCS:Q2042")


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
