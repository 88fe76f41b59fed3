"""What a query of the library may derive from one of its parameters, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from medcodegraph.graph.library import lucene, near_keys

TEXT, TEXTS = "STRING", "LIST<STRING>"

DERIVATIONS: Mapping[str, tuple[str, Callable[[Any], str | list[str]]]] = {
    "beginnings": (TEXT, lucene.beginnings),
    "codes": (TEXT, lucene.codes),
    "digits": (TEXTS, near_keys.digits),
    "folded": (TEXT, lucene.folded),
    "keys": (TEXTS, near_keys.canonical),
    "names": (TEXT, lucene.names),
    "near": (TEXTS, near_keys.near),
    "near_names": (TEXT, lucene.near_names),
    "near_words": (TEXT, lucene.near_words),
    "numbers": (TEXTS, near_keys.numbers),
    "tokens": (TEXT, lucene.tokens),
    "words": (TEXT, lucene.words),
}
"""The type of the parameter it is made from, and the function that makes it."""
