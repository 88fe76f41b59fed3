"""A part that has been read and checked: its batches wait, packed, until they are written."""

import pickle
from collections.abc import Iterator, Set
from tempfile import SpooledTemporaryFile

import zstandard

from medcodegraph.graph.model import Rel
from medcodegraph.graph.write_batches import Batch

_IN_MEMORY = 64 << 20
_LENGTH = 8


class Prepared:
    """Batches in the order they were put in, a tenth of their size; if many, in a temporary file.

    What is read back was written by this very process: no file of anybody else is ever unpickled.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed by close()
        self._packer = zstandard.ZstdCompressor(level=1)
        self._left_out: Set[tuple[Rel, str, str]] = frozenset()
        self.facts = 0

    def add(self, batch: Batch) -> None:
        """Put a batch in behind the others."""
        packed = self._packer.compress(pickle.dumps(batch, protocol=5))
        self._file.write(len(packed).to_bytes(_LENGTH, "big") + packed)
        self.facts += batch.facts

    def leave_out(self, edges: Set[tuple[Rel, str, str]]) -> None:
        """Do not give back edges of these kinds, starts and ends."""
        self._left_out = edges

    def __iter__(self) -> Iterator[Batch]:
        unpacker = zstandard.ZstdDecompressor()
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            packed = self._file.read(int.from_bytes(length, "big"))
            batch: Batch = pickle.loads(unpacker.decompress(packed))  # noqa: S301  see above
            yield batch.without(self._left_out) if self._left_out else batch

    def close(self) -> None:
        """Let the memory, or the file, go."""
        self._file.close()
