"""The elements of a page."""

import pytest

from medcodegraph.pages.blocks import Away, away


@pytest.mark.parametrize("address", ["javascript:x", "JavaScript:x", "data:text/html,x", " https://x", "//x"])
def test_only_addresses_of_the_web_become_links(address: str) -> None:
    assert away(address, "see") == "see"


@pytest.mark.parametrize("address", ["https://cms.example/a?b=c", "HTTP://cms.example"])
def test_addresses_of_the_web_are_links(address: str) -> None:
    assert away(address, "see") == Away(address, "see")
