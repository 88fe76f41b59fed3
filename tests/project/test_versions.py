"""The locked packages have the fixes of all advisories relevant to a GraphQL server."""

import re
from pathlib import Path

import pytest

REQUIREMENTS = Path(__file__).parents[2] / "requirements"
FIXED = {
    "strawberry-graphql": (0, 327, 2),  # WebSocket authentication, alias and depth limiters
    "graphql-core": (3, 3, 2),  # unbounded work while validating
    "starlette": (1, 3, 1),
    "python-multipart": (0, 0, 30),  # only installed if something requires it
}


def _locked(file: Path) -> dict[str, tuple[int, ...]]:
    found = re.findall(r"^([a-z0-9.-]+)==([0-9.]+)", file.read_text(), re.MULTILINE)
    return {name: tuple(map(int, version.strip(".").split("."))) for name, version in found}


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_no_lock_holds_a_version_with_a_known_hole(name: str) -> None:
    """At or above the first fixed version; the three that are always installed are present."""
    locked = _locked(REQUIREMENTS / name)
    assert FIXED.keys() - locked.keys() <= {"python-multipart"}
    for package, fixed in FIXED.items():
        assert locked.get(package, fixed) >= fixed, package
