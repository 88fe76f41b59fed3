"""Ingredients and the substances they stand for."""

import pytest

from medcodegraph.graph.library.words.substances import substance


@pytest.mark.parametrize(
    ("ingredient", "plain"),
    [
        ("filgrastim-sndz", "filgrastim"),
        ("ado-trastuzumab emtansine", "trastuzumab emtansine"),
        ("dexamethasone sodium phosphate", "dexamethasone"),
        ("potassium chloride", "potassium chloride"),
        ("tbo-filgrastim", "filgrastim"),
    ],
)
def test_a_substance_has_neither_the_suffix_of_its_version_nor_a_salt(ingredient: str, plain: str) -> None:
    assert substance(ingredient) == plain
