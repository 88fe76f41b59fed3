"""All that search makes of a text, as one list of texts: one parameter, so that one plan serves every text.

Neo4j plans a statement anew for each order of magnitude of the size of each parameter; with a dozen of them
nearly every search would be planned, which takes longer than to run it.
"""

from collections.abc import Callable

from medcodegraph.graph.library import code_writings, lucene, typed_text

SEPARATOR = "\n"
"""Between the texts of a list: nothing that is typed has one."""

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
"""What is made of a text, in the order in which the statements of cypher/read read it."""


def asked(text: str) -> list[str]:
    """Each of ASKED in its order, a list as one text."""
    made = [make(text) for make in ASKED.values()]
    return [one if isinstance(one, str) else SEPARATOR.join(one) for one in made]
