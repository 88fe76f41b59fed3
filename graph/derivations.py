"""What a query of the library may derive from one of its parameters, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from medcodegraph.graph import fulltext, near

TEXT, TEXTS = "STRING", "LIST<STRING>"

DERIVATIONS: Mapping[str, tuple[str, Callable[[Any], str | list[str]]]] = {
    "beginnings": (TEXT, fulltext.beginnings),
    "codes": (TEXT, fulltext.codes),
    "digits": (TEXTS, near.digits),
    "folded": (TEXT, fulltext.folded),
    "keys": (TEXTS, near.canonical),
    "names": (TEXT, fulltext.names),
    "near": (TEXTS, near.near),
    "near_names": (TEXT, fulltext.near_names),
    "near_words": (TEXT, fulltext.near_words),
    "numbers": (TEXTS, near.numbers),
    "tokens": (TEXT, fulltext.tokens),
    "words": (TEXT, fulltext.words),
}
"""The type of the parameter it is made from, and the function that makes it."""
