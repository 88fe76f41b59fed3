"""The wording and axes of all codes, collected row by row, so that no row need be kept."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import partial
from sys import intern

from medcodegraph.graph.similarity.rows import CodeRow
from medcodegraph.graph.similarity.wording import tokens


class CodeColumns:
    """The rows of `derive_similar_codes`, in the order of their keys.

    `said` is the first wording of each code whose system does not state its axes, `axes` the stated axes of
    the others. `words` gives the codes, as indices into `keys`, that use a word.
    """

    def __init__(self, rows: Iterable[CodeRow] = ()) -> None:
        self.keys: list[str] = []
        self.above: dict[str, Sequence[str]] = {}
        self.axes: dict[str, Sequence[str]] = {}
        self.said: dict[str, str] = {}
        self.ingredients: dict[str, Sequence[str]] = {}
        self.classes: dict[str, Sequence[str]] = {}
        self.grouped: set[str] = set()
        self.maps: dict[str, Sequence[str]] = {}
        self.words: dict[str, array[int]] = defaultdict(partial(array, "i"))
        self.licensed: set[str] = set()
        for row in rows:
            self.add(row)

    def system(self, number: int) -> str:
        """The code system of a code."""
        return self.keys[number].partition(":")[0]

    def add(self, row: CodeRow) -> None:
        """Add the next code."""
        key, number = row["key"], len(self.keys)
        self.keys.append(key)
        self.above[key] = tuple(map(intern, row["above"]))
        if row["axes"]:
            self.axes[key] = tuple(map(intern, row["axes"]))
        elif row["words"]:
            self.said[key] = row["words"][0]
        if row["ingredients"]:
            self.ingredients[key] = tuple(map(intern, row["ingredients"]))
        if row["classes"]:
            self.classes[key] = tuple(map(intern, row["classes"]))
        if row["grouped"]:
            self.grouped.add(key)
        if row["maps"]:
            self.maps[key] = tuple(map(intern, row["maps"]))
        if row["licensed"]:
            self.licensed.add(key)
        said = tokens.words(row["words"])
        for word in said - tokens.DOSES if row["ingredients"] else said:
            self.words[word].append(number)

    def forget(self) -> None:
        """Drop what is not needed once evidence was made of it: there may be a million codes."""
        for facts in (self.axes, self.said, self.ingredients, self.classes, self.maps, self.words):
            facts.clear()
