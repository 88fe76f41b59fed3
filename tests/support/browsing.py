"""A real browser, with pages that fail the test on console output and foreign requests."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from medcodegraph.config import Settings
from medcodegraph.errors import MedcodegraphError
from medcodegraph.playground import npm

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium; skips where none is installed. No async test may run while it is open."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def quiet_page(browser: Browser, url: str, *, status: int = 200, **context: object) -> Iterator[Page]:
    """A page that may ask `url` alone and may say nothing on its console.

    Where another `status` is expected the browser may say that an answer had it.
    """
    visitor = browser.new_context(base_url=url, **context)  # type: ignore[arg-type]
    page = visitor.new_page()
    page.set_default_timeout(60_000)
    asked: list[str] = []
    said: list[str] = []
    visitor.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text))
    yield page
    visitor.close()
    assert [one for one in asked if not one.startswith((url, "data:", "blob:"))] == []
    known = f"the server responded with a status of {status} "
    assert [one for one in said if known not in one] == []


def installed(folder: Path) -> Path:
    """A folder of package.json and its lock, installed by npm into the cache; skips if that is impossible."""
    files = ("package.json", "package-lock.json")
    mark = hashlib.sha256(b"".join((folder / name).read_bytes() for name in files)).hexdigest()[:12]
    place = Settings.from_environment().cache / f"{folder.name}-{mark}"
    if place.is_dir():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=f"{folder.name}-") as temporary:
        fresh = Path(temporary, folder.name)
        fresh.mkdir()
        for name in files:
            shutil.copy(folder / name, fresh)
        try:
            npm.install(fresh)
        except MedcodegraphError as error:
            pytest.skip(f"{folder.name} cannot be installed here: {error}")
        fresh.rename(place)
    return place
