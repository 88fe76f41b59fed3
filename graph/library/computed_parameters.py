"""What a query of the library may derive from one of its parameters, by name."""

from collections.abc import Callable, Mapping
from typing import Any

from medcodegraph.graph.library import code_writings, lucene, near_keys, typed_text

TEXT, TEXTS = "STRING", "LIST<STRING>"

DERIVATIONS: Mapping[str, tuple[str, Callable[[Any], str | list[str]]]] = {
    "beginnings": (TEXT, lucene.beginnings),
    "codes": (TEXT, code_writings.codes),
    "digits": (TEXTS, near_keys.digits),
    "folded": (TEXT, typed_text.folded),
    "groups": (TEXT, lucene.groups),
    "keys": (TEXTS, near_keys.canonical),
    "meant": (TEXT, lucene.meant),
    "names": (TEXT, lucene.names),
    "near": (TEXTS, near_keys.near),
    "near_meant": (TEXT, lucene.near_meant),
    "near_names": (TEXT, lucene.near_names),
    "near_words": (TEXT, lucene.near_words),
    "numbers": (TEXTS, near_keys.numbers),
    "repaired": (TEXT, code_writings.repaired),
    "some_words": (TEXT, lucene.some_words),
    "tokens": (TEXT, lucene.tokens),
    "words": (TEXT, lucene.words),
}
"""The type of the parameter it is made from, and the function that makes it."""
