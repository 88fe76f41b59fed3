"""One browser for a module, and what pages are checked with: axe, a validator of HTML, the editor."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.browsing import chromium, installed

from medcodegraph import playground
from medcodegraph.config import Settings


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def checks() -> Path:
    """The folder of the packages that check pages."""
    return installed(Path(__file__).parent / "checks") / "node_modules"


@pytest.fixture(scope="session")
def editor() -> None:
    """What the workbench and the picture load: the editor and cytoscape, from npm."""
    playground.install(Settings.from_environment().cache, print)
