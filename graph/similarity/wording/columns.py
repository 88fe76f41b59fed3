"""The wording and axes of all codes, collected row by row, so that no row need be kept."""

from collections.abc import Iterable, Sequence
from sys import intern

from medcodegraph.graph.similarity.rows import CodeRow
from medcodegraph.graph.similarity.wording import tokens
from medcodegraph.graph.similarity.wording.gathering import Gathering
from medcodegraph.graph.similarity.wording.texts import Texts


class CodeColumns:
    """The rows of `derive_similar_codes`, in the order of their keys.

    `above` gives what is right above each code, `words` its words, `maps` the targets of its maps. `said` is
    the first wording of each code, empty if its system states its axes: these are in `axes`. There may be a
    million codes.
    """

    def __init__(self, rows: Iterable[CodeRow] = ()) -> None:
        self.keys = Texts()
        self.above = Gathering()
        self.axes: dict[str, Sequence[str]] = {}
        self.ingredients: dict[str, Sequence[str]] = {}
        self.classes: dict[str, Sequence[str]] = {}
        self.grouped: set[str] = set()
        self.maps, self.words = Gathering(), Gathering()
        self.said = Texts()
        self.licensed: set[str] = set()
        for row in rows:
            self.add(row)

    def add(self, row: CodeRow) -> None:
        """Add the next code."""
        key = row["key"]
        self.keys.append(key)
        self.above.add(dict.fromkeys(row["above"]))
        if row["axes"]:
            self.axes[key] = tuple(map(intern, row["axes"]))
        if row["ingredients"]:
            self.ingredients[key] = tuple(map(intern, row["ingredients"]))
        if row["classes"]:
            self.classes[key] = tuple(map(intern, row["classes"]))
        if row["grouped"]:
            self.grouped.add(key)
        if row["licensed"]:
            self.licensed.add(key)
        self.maps.add(row["maps"])
        self.said.append(row["words"][0] if row["words"] and not row["axes"] else "")
        said = tokens.words(row["words"])
        self.words.add(said - tokens.DOSES if row["ingredients"] else said)

    def forget_words(self) -> None:
        """Drop the words and maps, once evidence was made of them."""
        self.words, self.maps = Gathering(), Gathering()

    def forget(self) -> None:
        """Drop all but the keys, and which are licensed."""
        self.forget_words()
        self.above, self.said = Gathering(), Texts()
        for facts in (self.axes, self.ingredients, self.classes):
            facts.clear()
