"""Many short texts in little space: a list of them takes three times as much. Pure."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import overload


class Texts(Sequence[str]):
    """Texts in the order in which they were added."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._bytes, self._ends = bytearray(), array("q", [0])
        for text in texts:
            self.append(text)

    def append(self, text: str) -> None:
        """Add one."""
        self._bytes += text.encode()
        self._ends.append(len(self._bytes))

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        if not 0 <= place < len(self):
            raise IndexError(place)
        return self._bytes[self._ends[place] : self._ends[place + 1]].decode()

    def __iter__(self) -> Iterator[str]:
        start = 0
        for end in islice(self._ends, 1, None):
            yield self._bytes[start:end].decode()
            start = end

    def __len__(self) -> int:
        return len(self._ends) - 1
