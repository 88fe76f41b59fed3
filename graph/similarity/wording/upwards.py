"""What is above each code, in little space: most codes are above none. Pure; needs NumPy."""

from collections.abc import Collection, Iterator, Sequence

from medcodegraph.graph.hierarchy import lineage
from medcodegraph.graph.similarity.wording.gathering import Gathering


class Upwards:
    """The hierarchy of codes, which are given by their number and key."""

    def __init__(self, keys: Sequence[str], right_above: Gathering) -> None:
        """`right_above` gives the keys of what is right above each code."""
        self.gathering = right_above
        self._names = list(right_above.numbers)
        self._above = {key: self.right_above(number) for number, key in enumerate(keys) if key in self.inner}

    @property
    def inner(self) -> Collection[str]:
        """The keys of all that are above others."""
        return self.gathering.numbers.keys()

    def right_above(self, number: int) -> Sequence[str]:
        """What is right above a code, in order."""
        return [self._names[one] for one in self.gathering.row(number)]

    def right_above_inner(self, key: str) -> Sequence[str]:
        """What is right above one of `inner`; nothing for another."""
        return self._above.get(key, ())

    def all_above(self, number: int, key: str) -> set[str]:
        """A code and all above it."""
        found = {key}
        for up in self.right_above(number):
            found |= lineage(up, self._above)
        return found

    def first_above(self, number: int, key: str) -> Iterator[str]:
        """The codes above one, nearest first, along the first of those that are right above each."""
        seen, above = {key}, self.right_above(number)
        while above and (up := above[0]) not in seen:
            seen.add(up)
            yield up
            above = self.right_above_inner(up)
