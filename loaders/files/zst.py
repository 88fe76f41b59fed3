"""Zstandard files as a stream of bytes: in small steps, and never cut short without a word."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

import zstandard

MAGIC = b"\x28\xb5\x2f\xfd"
_PIECE = 512  # bytes fed at once: each 4 of them may be a block of 128 KiB
_WINDOW = 128 << 20


@contextmanager
def open_zst(path: Path) -> Iterator[IO[bytes]]:
    """The unpacked content of a file of one or more frames.

    Reading raises zstandard.ZstdError for damage and EOFError where the last frame has no end.
    """
    with path.open("rb") as packed:
        yield cast(IO[bytes], _Frames(packed))


class _Frames(io.RawIOBase):
    """Frame after frame: the library's own reader takes a file that is cut short for whole."""

    def __init__(self, packed: IO[bytes]) -> None:
        self._packed = packed
        self._library = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._frame: zstandard.ZstdDecompressionObj | None = None
        self._waiting = b""  # packed bytes behind the end of a frame
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        """Fill the buffer with what comes next; 0 at the end."""
        while not self._ready:
            piece = self._waiting or self._packed.read(_PIECE)
            self._waiting = b""
            if not piece:
                if self._frame is not None:
                    raise EOFError("the last frame has no end")
                return 0
            self._frame = self._frame or self._library.decompressobj()
            self._ready = memoryview(self._frame.decompress(piece))
            if self._frame.eof:
                self._waiting = self._frame.unused_data
                self._frame = None
        size = min(len(buffer), len(self._ready))
        buffer[:size] = self._ready[:size]
        self._ready = self._ready[size:]
        return size
