"""What the tests of the Medicare Coverage Database share: the small exports, loaded once."""

import pytest
from support.mcd_exports import FIXTURES, Loaded, load


@pytest.fixture(scope="session")
def small() -> dict[str, Loaded]:
    return load([FIXTURES])
