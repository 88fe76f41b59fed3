"""Parameters of library queries that are computed from another parameter, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from medcodegraph.graph.library import asked, lucene, near_keys
from medcodegraph.graph.library.words import typed_text

TEXT, TEXTS = "STRING", "LIST<STRING>"

DERIVATIONS: Mapping[str, tuple[str, Callable[[Any], str | list[str]]]] = {
    "asked": (TEXT, asked.asked),
    "folded": (TEXT, typed_text.folded),
    "words": (TEXT, lucene.words),
    "digits": (TEXTS, near_keys.digits),
    "keys": (TEXTS, near_keys.canonical),
    "near": (TEXTS, near_keys.near),
    "numbers": (TEXTS, near_keys.numbers),
}
"""The type of the parameter it is computed from, and the function that computes it."""
