"""The features of codes as they are named, code after code. Pure; needs NumPy."""

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray


class Gathering:
    """Features by number, in the order in which they were first named: see `numbers`."""

    def __init__(self, features: Iterable[Iterable[str]] = ()) -> None:
        """`features` are the names of those of each code, in order."""
        self.numbers: dict[str, int] = {}
        self._of, self._starts = array("i"), array("q", [0])
        for names in features:
            self.add(names)

    @classmethod
    def stored(cls, names: Iterable[str], of: NDArray[np.int32], starts: NDArray[np.int64]) -> "Gathering":
        """From what was kept of one."""
        self = cls()
        self.numbers = {name: number for number, name in enumerate(names)}
        self._of, self._starts = array("i", of.tobytes()), array("q", starts.tobytes())
        return self

    def add(self, names: Iterable[str]) -> None:
        """Add those of the next code."""
        numbers = self.numbers
        self._of.extend([numbers.setdefault(name, len(numbers)) for name in names])
        self._starts.append(len(self._of))

    def __len__(self) -> int:
        """How many codes there are."""
        return len(self._starts) - 1

    def row(self, code: int) -> "array[int]":
        """The numbers of the features of a code."""
        return self._of[self._starts[code] : self._starts[code + 1]]

    @property
    def of(self) -> NDArray[np.int32]:
        """The numbers of the features of all codes, code after code."""
        return np.frombuffer(self._of, np.int32)

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where those of each code begin in `of`, and the end."""
        return np.frombuffer(self._starts, np.int64)

    @property
    def codes(self) -> NDArray[np.int32]:
        """The code of each of `of`."""
        return np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.starts))

    @property
    def first(self) -> NDArray[np.int64]:
        """The place in `of` where each feature is named first."""
        places = np.empty(len(self.numbers), np.int64)
        places[self.of[::-1]] = np.arange(len(self.of))[::-1]
        return places

    def sizes(self, which: "NDArray[np.bool_] | None" = None) -> NDArray[np.int64]:
        """By how many codes each feature is named, of those codes if given."""
        of = self.of if which is None else self.of[which[self.codes]]
        return np.bincount(of, minlength=len(self.numbers))

    def ordered(self, which: NDArray[np.bool_]) -> tuple[list[str], NDArray[np.int32]]:
        """The names of some features (flags by number) in order; and by number the place of each, or -1."""
        some = sorted(name for name, wanted in zip(self.numbers, which.tolist(), strict=True) if wanted)
        places = np.full(len(self.numbers), -1, np.int32)
        places[[self.numbers[name] for name in some]] = np.arange(len(some), dtype=np.int32)
        return some, places
