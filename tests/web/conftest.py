"""One browser per module, and axe, which checks accessibility."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from support.browsing import chromium, installed


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core."""
    place = installed(Path(__file__).parent / "axe")
    return (place / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
