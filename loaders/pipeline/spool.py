"""A part that has been read and checked: its batches wait, packed, until they are written."""

import pickle
from collections.abc import Iterator, Set
from tempfile import SpooledTemporaryFile

import zstandard

from medcodegraph.graph.model import Rel
from medcodegraph.graph.write.batches import Batch

_IN_MEMORY = 32 << 20
_LENGTH = 8


def packed(batch: Batch) -> bytes:
    """A batch in a tenth of its size."""
    return zstandard.ZstdCompressor(level=1).compress(pickle.dumps(batch, protocol=5))


class Prepared:
    """Packed batches in the order they were put in; if many, in a temporary file.

    What is unpacked was packed by this very process, or its own child: no file of anybody else is ever
    unpickled.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed by close()
        self._left_out: Set[tuple[Rel, str, str]] = frozenset()
        self.facts = 0

    def add(self, batch: bytes, facts: int) -> None:
        """Put a packed batch of so many facts in behind the others."""
        self._file.write(len(batch).to_bytes(_LENGTH, "big") + batch)
        self.facts += facts

    def leave_out(self, edges: Set[tuple[Rel, str, str]]) -> None:
        """Do not give back edges of these kinds, starts and ends."""
        self._left_out = edges

    def __iter__(self) -> Iterator[Batch]:
        unpacker = zstandard.ZstdDecompressor()
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            content = self._file.read(int.from_bytes(length, "big"))
            batch: Batch = pickle.loads(unpacker.decompress(content))  # noqa: S301  see above
            yield batch.without(self._left_out) if self._left_out else batch

    def close(self) -> None:
        """Let the memory, or the file, go."""
        self._file.close()
