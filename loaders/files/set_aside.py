"""Things read in the order of a file, set aside by kind to be used in another order; if many, on disk."""

import pickle
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile
from typing import Generic, TypeVar

_TOGETHER = 200
_IN_MEMORY = 8 << 20

Thing = TypeVar("Thing")


class SetAside(Generic[Thing]):
    """Things of one kind, in the order in which they were added. What is on disk is this process's alone."""

    def __init__(self) -> None:
        self._last: list[Thing] = []
        self._file: SpooledTemporaryFile[bytes] | None = None

    def add(self, thing: Thing) -> None:
        """Add one at the end."""
        self._last.append(thing)
        if len(self._last) == _TOGETHER:
            if self._file is None:
                self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed by close()
            pickle.dump(self._last, self._file, protocol=5)
            self._last = []

    def __iter__(self) -> Iterator[Thing]:
        """All of them, as often as needed, but not concurrently."""
        if self._file is not None:
            end = self._file.tell()
            self._file.seek(0)
            while self._file.tell() < end:
                yield from pickle.load(self._file)  # noqa: S301  see above
        yield from self._last

    def close(self) -> None:
        """Release the memory or the file."""
        if self._file is not None:
            self._file.close()
