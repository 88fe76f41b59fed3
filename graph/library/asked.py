"""Everything search derives from a text, as one list of strings: one parameter, so one plan serves all.

Neo4j plans a statement again for each order of magnitude in the size of each parameter; with a dozen
parameters nearly every search would be planned, which takes longer than running it.
"""

from collections.abc import Callable

from medcodegraph.graph.library import code_writings, lucene
from medcodegraph.graph.library.words import typed_text

SEPARATOR = "\n"
"""Separates the items of a list: no typed text contains it."""

ASKED: dict[str, Callable[[str], str | list[str]]] = {
    "folded": typed_text.folded,
    "names": lucene.names,
    "words": lucene.words,
    "beginnings": lucene.beginnings,
    "near_names": lucene.near_names,
    "near_words": lucene.near_words,
    "some_words": lucene.some_words,
    "codes": code_writings.codes,
    "repaired": code_writings.repaired,
    "meant": lucene.meant,
    "groups": lucene.groups,
    "tokens": lucene.tokens,
}
"""What is derived from a text, in the order in which the statements in cypher/read take it."""


def asked(text: str) -> list[str]:
    """The values of ASKED for a text, in order; a list becomes one string."""
    made = [make(text) for make in ASKED.values()]
    return [one if isinstance(one, str) else SEPARATOR.join(one) for one in made]
