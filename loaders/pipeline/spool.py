"""The packed batches of a part that was read and checked, until they are written."""

import pickle
from collections.abc import Iterator, Set
from tempfile import SpooledTemporaryFile

import zstandard

from medcodegraph.graph.model import Rel
from medcodegraph.graph.write.batches import Batch

_IN_MEMORY = 32 << 20
_LENGTH = 8


def packed(batch: Batch) -> bytes:
    """A batch, serialised and compressed to about a tenth of its size."""
    return zstandard.ZstdCompressor(level=1).compress(pickle.dumps(batch, protocol=5))


class Prepared:
    """A queue of packed batches; if many, in a temporary file.

    Only what this process or its child packed is ever unpickled, never a foreign file.
    """

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  closed by close()
        self._left_out: Set[tuple[Rel, str, str]] = frozenset()
        self.facts = 0

    def add(self, batch: bytes, facts: int) -> None:
        """Append a packed batch, with its number of facts."""
        self._file.write(len(batch).to_bytes(_LENGTH, "big") + batch)
        self.facts += facts

    def leave_out(self, edges: Set[tuple[Rel, str, str]]) -> None:
        """Leave out edges of these kinds, starts and ends from now on."""
        self._left_out = edges

    def __iter__(self) -> Iterator[Batch]:
        unpacker = zstandard.ZstdDecompressor()
        self._file.seek(0)
        while length := self._file.read(_LENGTH):
            content = self._file.read(int.from_bytes(length, "big"))
            batch: Batch = pickle.loads(unpacker.decompress(content))  # noqa: S301  see above
            yield batch.without(self._left_out) if self._left_out else batch

    def close(self) -> None:
        """Release the memory or the file."""
        self._file.close()
