"""The documents of the pages: each one, and each panel of it alone, is valid against the schema."""

from importlib import resources

import pytest
from graphql import build_schema, parse, validate

from medcodegraph.pages.documents import document, operations, panel, panels
from medcodegraph.schema.build import sdl

NAMES = sorted(
    file.name.removesuffix(".graphql")
    for file in resources.files("medcodegraph.pages.documents").iterdir()
    if file.name.endswith(".graphql")
)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_valid_as_a_whole_and_panel_by_panel(name: str) -> None:
    schema = build_schema(sdl())
    assert operations(name)
    assert validate(schema, parse(document(name))) == []
    for one in panels(name):
        alone = panel(name, one)
        assert validate(schema, parse(alone)) == [], one
        assert f"fragment {one} on " in alone


def test_an_unknown_panel_is_an_error() -> None:
    with pytest.raises(KeyError):
        panel("code", "Heading")
    with pytest.raises(FileNotFoundError):
        document("../code")
